// What the pages share: numbers with units, charts, tables. Charts are drawn by draw().
function npusimPage() {
  'use strict';
  var dark = window.matchMedia('(prefers-color-scheme: dark)');
  var charts = [];
  var INK = '#222222';
  // The first positions in a row of layers.
  var NAME = 0, BLOCK = 1, CLASS = 2;

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
    while (Math.abs(value) < 0.9995 && i < names.length - 1) { value *= 1000; i++; }
    return digits(value) + ' ' + names[i] + unit;
  }
  function seconds(value) { return small(value, 's'); }
  function joules(value) { return small(value, 'J'); }
  function percent(value) { return digits(100 * value) + ' %'; }

  function look() {
    var night = dark.matches && !look.printing;
    return night ? {ink: '#ececec', line: '#555', grid: '#383838', band: 'rgba(255,255,255,0.05)', box: '#262626'}
        : {ink: '#1c1c1c', line: '#777', grid: '#dcdcdc', band: 'rgba(0,0,0,0.05)', box: '#fff'};
  }
  function axis(extra, style) {
    var base = {
      nameTextStyle: {color: style.ink}, axisLabel: {color: style.ink}, axisLine: {lineStyle: {color: style.line}},
      splitLine: {lineStyle: {color: style.grid}}
    };
    Object.keys(extra).forEach(function (key) {
      base[key] = typeof extra[key] === 'object' && base[key] ? Object.assign({}, base[key], extra[key]) : extra[key];
    });
    return base;
  }
  // Blocks behind a chart: begin and end name their edges.
  function bands(blocks, style, begin, end, width) {
    return {
      silent: true, z: 0, itemStyle: {color: style.band},
      label: {show: true, position: 'insideTop', color: style.ink, fontSize: 11},
      data: blocks.map(function (block, i) {
        var room = (block[end] - block[begin]) / width * 1200;
        return [{
          xAxis: block[begin], name: room > 6 * block.name.length ? block.name : '',
          itemStyle: i % 2 ? {color: 'transparent'} : undefined
        }, {xAxis: block[end]}];
      })
    };
  }
  function box(style) {
    return {trigger: 'axis', confine: true, backgroundColor: style.box, borderColor: style.line, textStyle: {color: style.ink}};
  }
  function tooltip(style, groups, values, head, format) {
    return Object.assign(box(style), {
      formatter: function (items) {
        var column = Math.min(items[0].dataIndex, values[0].length - 1);
        var markers = {};
        items.forEach(function (item) { markers[item.seriesName] = item.marker; });
        var lines = groups.names.map(function (name, i) {
          return values[i][column] ? markers[name] + escape(name) + ': ' + format(values[i][column]) : '';
        }).filter(String);
        return [head(column)].concat(lines).join('<br>');
      }
    });
  }
  // The library stacks only over categories and cuts the corners of stepped areas. So: sums as bars
  // at the same place, the largest behind; dense columns overlap a little, which closes their seams.
  function stacked(groups, values, edge, dense) {
    var below = values[0].map(function () { return 0; });
    return values.map(function (part, i) {
      below = below.map(function (sum, c) { return sum + part[c]; });
      return {
        name: groups.names[i], type: 'bar', barGap: '-100%', barCategoryGap: dense ? '-60%' : '0%', color: groups.colors[i], z: 20 - i,
        data: below.map(function (sum, c) { return [(edge(c) + edge(c + 1)) / 2, part[c] ? sum : 0]; })
      };
    });
  }
  function binary(top) { return Math.pow(2, Math.ceil(Math.log2(top / 6))); }
  function common(style, names) {
    return {
      aria: {enabled: true}, animation: false, textStyle: {color: style.ink},
      legend: {top: 0, left: 0, selectedMode: false, icon: 'rect', data: names, textStyle: {color: style.ink}, pageTextStyle: {color: style.ink}, type: 'scroll'},
      grid: {left: 16, right: 24, top: 44, bottom: 56, containLabel: true},
      dataZoom: [{type: 'inside', filterMode: 'none', zoomOnMouseWheel: 'ctrl'}, {type: 'slider', height: 18, bottom: 8, filterMode: 'none', labelFormatter: '', textStyle: {color: style.ink}}]
    };
  }

  // Values that hold from one edge to the next; stacked, or as lines of different strokes.
  // extra: latency, blocks, and at will types of lines, interval, line and its label.
  function overTime(id, groups, values, format, top, extra) {
    chart(id, function (style) {
      var option = common(style, groups.names);
      var count = values[0].length;
      var edge = function (column) { return extra.latency * column / count; };
      option.xAxis = axis({type: 'value', min: 0, max: extra.latency, name: 'time', nameLocation: 'middle', nameGap: 24, axisLabel: {color: style.ink, formatter: seconds, hideOverlap: true, showMaxLabel: false}, splitLine: {show: false}}, style);
      option.yAxis = axis({type: 'value', min: 0, max: top, interval: extra.interval, axisLabel: {color: style.ink, formatter: format, showMaxLabel: !extra.interval}}, style);
      option.tooltip = tooltip(style, groups, values, function (column) { return 'from ' + seconds(edge(column)); }, format);
      option.series = extra.types ? values.map(function (series, i) {
        return {
          name: groups.names[i], type: 'line', step: 'end', symbol: 'none', lineStyle: {width: 1.5, type: extra.types[i]}, color: groups.colors[i],
          data: series.map(function (value, column) { return [edge(column), value]; }).concat([[extra.latency, series[count - 1]]])
        };
      }) : stacked(groups, values, edge, true);
      option.series[0].markArea = bands(extra.blocks, style, 'from', 'to', extra.latency);
      if (extra.line) {
        option.series[0].markLine = {
          silent: true, z: 50, symbol: 'none', lineStyle: {color: style.ink, width: 2, type: 'dashed'},
          label: {formatter: extra.label, position: 'insideEndTop', color: style.ink}, data: [{yAxis: extra.line}]
        };
      }
      return option;
    });
  }

  function overLayers(model, groups, values, format, style) {
    var rows = model.layers, option = common(style, groups.names);
    option.xAxis = axis({type: 'value', min: 0, max: rows.length, name: 'layer', nameLocation: 'middle', nameGap: 24, minInterval: 1, splitLine: {show: false}}, style);
    option.tooltip = tooltip(style, groups, values, function (column) {
      return '<b>' + escape(rows[column][NAME]) + '</b><br>' + escape(rows[column][CLASS]) + ', ' + escape(rows[column][BLOCK]);
    }, format);
    return option;
  }

  // One column per layer of a model in execution order, stacked.
  function perLayer(id, model, groups, values, format, top, interval) {
    chart(id, function (style) {
      var option = overLayers(model, groups, values, format, style);
      option.yAxis = axis({type: 'value', min: 0, max: top, interval: interval, axisLabel: {color: style.ink, formatter: format, showMaxLabel: !interval}}, style);
      option.series = stacked(groups, values, function (column) { return column; });
      option.series[0].markArea = bands(model.blocks, style, 'begin', 'end', model.layers.length);
      return option;
    });
  }
  // The values of a column of model.layers, each in the group of its layer's kind.
  function byKind(model, kind, column) {
    return model.kinds.names.map(function (_, i) {
      return model.layers.map(function (row) { return row[kind] === i ? row[column] : 0; });
    });
  }

  // Lines on a logarithmic scale, broad behind narrow.
  function linesPerLayer(id, model, groups, format) {
    chart(id, function (style) {
      var option = overLayers(model, groups, groups.values, format, style);
      option.yAxis = axis({type: 'log', logBase: 16, axisLabel: {color: style.ink, formatter: format}}, style);
      option.series = groups.values.map(function (values, i) {
        return {
          name: groups.names[i], type: 'line', step: 'end', symbol: 'none', lineStyle: {width: 1.5 + 2 * (groups.values.length - 1 - i)},
          color: groups.colors[i] === INK ? style.ink : groups.colors[i],
          data: values.map(function (value, layer) { return [layer, Math.max(1, value)]; }).concat([[values.length, Math.max(1, values[values.length - 1])]])
        };
      });
      option.series[0].markArea = bands(model.blocks, style, 'begin', 'end', model.layers.length);
      return option;
    });
  }

  // The largest sum of parts.
  function highest(values) {
    return values[0].reduce(function (most, _, c) {
      return Math.max(most, values.reduce(function (sum, part) { return sum + part[c]; }, 0));
    }, 1);
  }

  // A model's memory curves: those that add up to the working set, and live activations by what is fused.
  function memory(model) {
    var most = highest(model.memory.values);
    perLayer('memory', model, model.memory, model.memory.values, bytes, most * 1.08, binary(most));
    linesPerLayer('fusions', model, model.fusions, bytes);
  }

  function bars(id, groups, names, values, format, interval) {
    chart(id, function (style) {
      var option = common(style, groups.names);
      delete option.dataZoom;
      option.grid.bottom = 16;
      option.grid.right = 48;
      option.tooltip = Object.assign(box(style), {
        axisPointer: {type: 'shadow'},
        formatter: function (items) {
          return ['<b>' + escape(items[0].name) + '</b>'].concat(items.filter(function (item) { return item.value; })
              .map(function (item) { return item.marker + escape(item.seriesName) + ': ' + format(item.value); })).join('<br>');
        }
      });
      option.yAxis = axis({type: 'category', inverse: true, data: names, axisLabel: {color: style.ink, width: 300, overflow: 'truncate', interval: 0}}, style);
      option.xAxis = axis({type: 'value', interval: interval, axisLabel: {color: style.ink, formatter: format, hideOverlap: true}}, style);
      option.series = groups.names.map(function (name, i) {
        return {name: name, type: 'bar', stack: 'all', color: groups.colors[i], barMaxWidth: 22, data: values.map(function (row) { return row[i]; })};
      });
      return option;
    });
  }

  // ready: told of the drawn chart, at will.
  function chart(id, build, ready) { charts.push({element: document.getElementById(id), build: build, ready: ready}); }
  function draw() {
    charts.forEach(function (item) {
      if (item.instance) item.instance.dispose();
      item.instance = echarts.init(item.element);
      item.instance.setOption(item.build(look()));
      if (item.ready) item.ready(item.instance);
    });
  }

  function cell(row, tag, text, number) {
    var element = document.createElement(tag);
    element.textContent = text;
    if (number) element.className = 'n';
    row.appendChild(element);
    return element;
  }
  // columns: head, position in a row or null for its number, format or null for words.
  function layerTable(rows, columns) {
    var table = document.getElementById('layer-table');
    var head = table.createTHead().insertRow();
    columns.forEach(function (column) { cell(head, 'th', column[0], column[2] || column[1] === null); });
    var body = table.createTBody();
    rows.forEach(function (layer, index) {
      var row = body.insertRow();
      columns.forEach(function (column) {
        var value = column[1] === null ? index : layer[column[1]];
        var td = cell(row, 'td', column[2] ? column[2](value) : value, column[2] || column[1] === null);
        if (typeof value === 'number') td.dataset.v = value;
      });
    });
    var filter = document.getElementById('filter');
    filter.addEventListener('input', function () {
      var wanted = filter.value.toLowerCase(), shown = 0;
      Array.prototype.forEach.call(body.rows, function (row) {
        var fits = row.textContent.toLowerCase().indexOf(wanted) >= 0;
        row.hidden = !fits;
        if (fits) shown++;
      });
      document.getElementById('count').textContent = shown + ' of ' + body.rows.length;
    });
  }
  var UNITS = {
    k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, B: 1, KiB: 1024, MiB: 1048576, GiB: 1073741824, s: 1, ms: 1e-3, us: 1e-6, ns: 1e-9, ps: 1e-12, fs: 1e-15,
    J: 1, mJ: 1e-3, uJ: 1e-6, nJ: 1e-9, pJ: 1e-12, fJ: 1e-15
  };
  function key(td) {
    if (td.dataset.v !== undefined) return Number(td.dataset.v);
    var match = td.className === 'n' && /^(-?[\d.]+)(?: (\S+))?$/.exec(td.textContent);
    return match ? Number(match[1]) * (UNITS[match[2]] || 1) : td.className === 'n' ? -Infinity : td.textContent;
  }
  function sortable(table) {
    var head = table.tHead.rows[0];
    Array.prototype.forEach.call(head.cells, function (th, column) {
      var button = document.createElement('button');
      button.type = 'button';
      button.textContent = th.textContent;
      th.textContent = '';
      th.scope = 'col';
      th.appendChild(button);
      button.addEventListener('click', function () {
        var first = th.className === 'n' ? 'descending' : 'ascending';
        var order = th.getAttribute('aria-sort') === first ? (first === 'ascending' ? 'descending' : 'ascending') : first;
        Array.prototype.forEach.call(head.cells, function (other) { other.removeAttribute('aria-sort'); });
        th.setAttribute('aria-sort', order);
        var rows = Array.prototype.map.call(table.tBodies[0].rows, function (row) { return [key(row.cells[column]), row]; });
        rows.sort(function (a, b) { return (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0) * (order === 'ascending' ? 1 : -1); });
        rows.forEach(function (row) { table.tBodies[0].appendChild(row[1]); });
      });
    });
  }

  // Once every chart is described.
  function show() {
    Array.prototype.forEach.call(document.querySelectorAll('table.sortable'), sortable);
    draw();
    dark.addEventListener('change', draw);
    window.addEventListener('resize', function () { charts.forEach(function (item) { item.instance.resize(); }); });
    window.addEventListener('beforeprint', function () { look.printing = true; draw(); });
    window.addEventListener('afterprint', function () { look.printing = false; draw(); });
  }

  return {
    data: JSON.parse(document.getElementById('data').textContent),
    bytes: bytes, count: count, joules: joules, percent: percent, seconds: seconds, small: small, binary: binary, highest: highest,
    escape: escape, axis: axis, box: box, chart: chart, draw: draw, sortable: sortable,
    overTime: overTime, perLayer: perLayer, byKind: byKind, memory: memory, bars: bars, layerTable: layerTable, show: show
  };
}
