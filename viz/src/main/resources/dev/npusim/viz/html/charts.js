// What the pages share: numbers with units, the look, charts. Charts are described first and drawn by show().
function npusimPage() {
  'use strict';
  var dark = window.matchMedia('(prefers-color-scheme: dark)');
  var charts = [], state = {charts: {}, times: {}, begin: performance.now(), printing: false};
  var INK = '#222222';
  // What is done at once before the page answers again, in ms; how far from the window charts are drawn, in pixels.
  var SLICE = 40, NEAR = 600;

  // Before anything else hears of it.
  window.addEventListener('beforeprint', function () {
    state.printing = true;
    document.body.classList.add('printing');
  });
  window.addEventListener('afterprint', function () {
    state.printing = false;
    document.body.classList.remove('printing');
  });

  function escape(text) {
    return String(text).replace(/[&<>"']/g, function (c) { return '&#' + c.charCodeAt(0) + ';'; });
  }
  function digits(value) {
    var size = Math.abs(value);
    return value.toFixed(size >= 99.95 ? 1 : size >= 0.9995 ? 2 : 3).replace(/\.0+$/, '');
  }
  function scaled(value, base, names) {
    var unit = 0;
    while (Math.abs(value) >= base * 0.99995 && unit < names.length - 1) { value /= base; unit++; }
    return (unit === 0 && value === Math.round(value) ? value : digits(value)) + names[unit];
  }
  function bytes(value) { return scaled(value, 1024, [' B', ' KiB', ' MiB', ' GiB', ' TiB']); }
  function count(value) { return scaled(value, 1000, ['', ' k', ' M', ' G', ' T', ' P']); }
  function small(value, unit) {
    var names = ['', 'm', 'u', 'n', 'p', 'f'], i = 0;
    if (value === 0) return '0 ' + unit;
    if (Math.abs(value) >= 999.95) return scaled(value, 1000, [' ', ' k', ' M', ' G', ' T', ' P']) + unit;
    while (Math.abs(value) < 0.9995 && i < names.length - 1) { value *= 1000; i++; }
    return digits(value) + ' ' + names[i] + unit;
  }
  function seconds(value) { return small(value, 's'); }
  function joules(value) { return small(value, 'J'); }
  function percent(value) { return digits(100 * value) + ' %'; }

  function add(parent, tag, text, name) {
    var element = document.createElement(tag);
    if (text !== undefined) element.textContent = text;
    if (name) element.className = name;
    parent.appendChild(element);
    return element;
  }

  function look() {
    return dark.matches && !state.printing
        ? {night: true, ink: '#ececec', soft: '#b4b4b4', line: '#6a6a6a', grid: '#343434', band: 'rgba(255,255,255,0.06)', box: '#262626', ground: '#161616'}
        : {night: false, ink: '#1c1c1c', soft: '#555', line: '#777', grid: '#e2e2e2', band: 'rgba(0,0,0,0.05)', box: '#fff', ground: '#fff'};
  }
  function axis(extra, style) {
    var base = {
      nameTextStyle: {color: style.ink}, axisLabel: {color: style.ink}, axisLine: {lineStyle: {color: style.line}}, axisTick: {lineStyle: {color: style.line}},
      splitLine: {lineStyle: {color: style.grid}}
    };
    Object.keys(extra).forEach(function (key) {
      base[key] = typeof extra[key] === 'object' && base[key] ? Object.assign({}, base[key], extra[key]) : extra[key];
    });
    return base;
  }
  // Blocks behind a chart: begin and end name their edges; a name is left out where it has no room.
  function bands(blocks, style, begin, end, width, named) {
    return {
      silent: true, z: 0, itemStyle: {color: style.band},
      label: {show: named !== false, position: 'insideTop', color: style.ink, fontSize: 11},
      data: blocks.map(function (block, i) {
        var room = (block[end] - block[begin]) / width * Math.max(200, document.body.clientWidth - 140);
        return [{
          xAxis: block[begin], name: room > 6.5 * block.name.length ? block.name : '',
          itemStyle: i % 2 ? {color: 'transparent'} : undefined
        }, {xAxis: block[end]}];
      })
    };
  }
  function box(style) {
    return {trigger: 'axis', confine: true, backgroundColor: style.box, borderColor: style.line, textStyle: {color: style.ink, fontSize: 13}};
  }
  function dot(color) { return '<span style="display:inline-block;width:10px;height:10px;margin-right:6px;background:' + color + '"></span>'; }
  function binary(top) { return Math.pow(2, Math.ceil(Math.log2(top / 6))); }
  function legend(style, names) {
    return {top: 0, left: 0, right: 64, selectedMode: false, icon: 'rect', itemWidth: 16, data: names, textStyle: {color: style.ink}, pageTextStyle: {color: style.ink}, pageIconColor: style.ink, type: 'scroll'};
  }
  function zoom(style, axes) {
    return [
      {type: 'inside', xAxisIndex: axes, filterMode: 'none', zoomOnMouseWheel: 'ctrl', moveOnMouseWheel: false},
      {type: 'slider', xAxisIndex: axes, height: 16, bottom: 6, filterMode: 'none', showDataShadow: false, brushSelect: false, labelFormatter: '', borderColor: style.grid, textStyle: {color: style.ink}}
    ];
  }
  // The largest sum of parts.
  function highest(values) {
    return values[0].reduce(function (most, _, c) {
      return Math.max(most, values.reduce(function (sum, part) { return sum + part[c]; }, 0));
    }, 0) || 1;
  }

  // extra: ready(instance) after each drawing, zoom with a name that charts share whose zoom is one.
  function chart(id, build, extra) {
    var element = document.getElementById(id), frame = document.createElement('div');
    frame.className = 'frame';
    element.parentNode.insertBefore(frame, element);
    frame.appendChild(element);
    var button = add(frame, 'button', 'PNG', 'save');
    button.type = 'button';
    button.title = 'Save this chart as a picture';
    var item = {id: id, element: element, frame: frame, build: build, extra: extra || {}, fresh: false};
    button.addEventListener('click', function () { save(item); });
    charts.push(item);
    return item;
  }
  function save(item) {
    if (!item.instance) drawOne(item);
    var link = document.createElement('a');
    link.href = item.instance.getDataURL({pixelRatio: 2, backgroundColor: look().ground});
    link.download = document.title.split(' - ')[0].replace(/[^\w.-]+/g, '_') + '_' + item.id + '.png';
    link.click();
  }
  function drawOne(item) {
    item.fresh = true;
    if (item.frame.closest('[hidden]')) return;
    var begin = performance.now();
    if (item.instance) item.instance.dispose();
    item.instance = echarts.init(item.element);
    state.charts[item.id] = item.instance;
    var zr = item.instance.getZr(), flush = zr.flush;
    zr.flush = function () {};
    item.instance.setOption(item.build(look()));
    exact(zr);
    zr.flush = flush;
    zr.flush();
    if (item.extra.ready) item.extra.ready(item.instance, item);
    state.times[item.id] = performance.now() - begin;
  }
  // The library leaves out corners of lines and areas that are less than two pixels apart: columns of hundreds of layers.
  function exact(zr) {
    zr.storage.traverse(function (element) {
      if (element.type === 'ec-polygon' || element.type === 'ec-polyline') element.segmentIgnoreThreshold = 0.01;
    });
  }
  // Only what is in sight or near is drawn, a few at a time, so that the page answers at once however long the model is.
  function isNear(item) {
    var box = item.frame.getBoundingClientRect();
    return !window.IntersectionObserver || (box.top < window.innerHeight + NEAR && box.bottom > -NEAR);
  }
  var drawing = false;
  function drawNear() {
    if (drawing) return;
    drawing = true;
    state.ready = 0;
    function some() {
      var begin = performance.now(), next;
      do {
        next = charts.filter(function (item) { return !item.fresh && isNear(item); })[0];
        if (next) drawOne(next);
      } while (next && performance.now() - begin < SLICE);
      if (next) { setTimeout(some, 0); return; }
      drawing = false;
      state.ready = performance.now();
    }
    some();
  }
  function draw(only) {
    charts.forEach(function (item) { if (!only || only.indexOf(item.id) >= 0) item.fresh = false; });
    drawNear();
  }
  function drawAll() {
    charts.forEach(function (item) { if (!item.fresh) drawOne(item); });
    state.ready = performance.now();
  }
  state.drawAll = drawAll;

  // Once every chart is described.
  function show() {
    Array.prototype.forEach.call(document.querySelectorAll('table.sortable'), npusimSortable);
    draw();
    if (window.IntersectionObserver) {
      var observer = new IntersectionObserver(drawNear, {rootMargin: NEAR + 'px'});
      charts.forEach(function (item) { observer.observe(item.frame); });
    }
    dark.addEventListener('change', function () { draw(); });
    var later;
    window.addEventListener('resize', function () {
      clearTimeout(later);
      later = setTimeout(function () { if (!state.printing) draw(); }, 120);
    });
    window.addEventListener('beforeprint', function () {
      charts.forEach(function (item) { item.fresh = false; });
      drawAll();
    });
    window.addEventListener('afterprint', function () { draw(); });
  }

  window.npusim = state;
  return {
    data: JSON.parse(document.getElementById('data').textContent), INK: INK, state: state,
    bytes: bytes, count: count, joules: joules, percent: percent, seconds: seconds, small: small, binary: binary, highest: highest,
    add: add, escape: escape, look: look, axis: axis, bands: bands, box: box, dot: dot, legend: legend, zoom: zoom,
    chart: chart, charts: charts, draw: draw, show: show
  };
}
