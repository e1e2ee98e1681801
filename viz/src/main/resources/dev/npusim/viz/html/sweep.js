(function () {
  'use strict';
  var page = npusimPage(), data = page.data, keys = data.keys, measures = data.measures;
  // Positions in a row of data.points; then a value of each key, then the measures.
  var PLACE = 0, STATUS = 1, RANK = 2, KEYS = 3, FIGURES = KEYS + keys.length;
  var BATCH = 100, KNEE = 2, COLORS = ['#8c8c8c', '#0072B2', '#D55E00'], NAMES = ['dominated or excluded', 'front', 'knee'];
  var good = data.points.filter(function (row) { return row[STATUS] === 'ok'; });
  var varied = keys.map(function (_, i) { return i; }).filter(function (i) { return keys[i].values.length > 1; });

  function format(measure) {
    var column = measures[measure].column;
    if (/_bytes$/.test(column)) return page.bytes;
    if (/_mm2$/.test(column)) return function (value) { return page.count(value) + ' mm2'; };
    var unit = /_js$/.test(column) ? 'Js' : /_s$/.test(column) ? 's' : /_j$/.test(column) ? 'J' : /_w$/.test(column) ? 'W' : '';
    return unit ? function (value) { return page.small(value, unit); } : page.count;
  }
  function value(row, key) { return keys[key].values[row[KEYS + key]]; }
  function figure(row, measure) { return row[FIGURES + measure]; }
  function settings(row) { return varied.map(function (key) { return keys[key].name + ' = ' + value(row, key); }); }
  function command(row) {
    return keys.reduce(function (text, key, i) { var word = key.words[row[KEYS + i]]; return word ? text + ' ' + word : text; }, data.command);
  }

  function add(parent, tag, text, name) {
    var element = document.createElement(tag);
    element.textContent = text;
    if (name) element.className = name;
    parent.appendChild(element);
    return element;
  }
  function show(row) {
    var box = document.getElementById('point');
    box.textContent = '';
    add(box, 'strong', 'Point ' + row[PLACE] + (row[STATUS] === 'ok' ? ', ' + NAMES[row[RANK]] : ': ' + row[STATUS] + '; ' + (data.reasons[row[PLACE]] || '')));
    add(box, 'p', settings(row).join(', '));
    if (row[STATUS] === 'ok') {
      var list = add(box, 'dl', '');
      measures.forEach(function (measure, i) { add(list, 'dt', measure.name); add(list, 'dd', format(i)(figure(row, i))); });
    }
    add(box, 'pre', command(row)).tabIndex = 0;
  }
  function tip(row, shown) {
    return ['<b>point ' + row[PLACE] + '</b>'].concat(settings(row).map(page.escape), shown.map(function (m) {
      return page.escape(measures[m].name) + ': ' + format(m)(figure(row, m));
    })).join('<br>');
  }

  function choice(id, names, chosen) {
    var select = document.getElementById(id);
    names.forEach(function (name) { add(select, 'option', name[1]).value = name[0]; });
    select.value = chosen;
    select.addEventListener('change', page.draw);
    return function () { return Number(select.value); };
  }
  var measureNames = measures.map(function (measure, i) { return [i, measure.name]; });
  var keyNames = varied.map(function (key) { return [key, keys[key].name]; });
  var frontX = choice('front-x', measureNames, 0), frontY = choice('front-y', measureNames, 1);

  page.chart('front', function (style) {
    var x = frontX(), y = frontY();
    var span = function (m) {
      var all = good.map(function (row) { return figure(row, m); });
      return Math.max.apply(null, all) / Math.max(1e-300, Math.min.apply(null, all));
    };
    var side = function (m) {
      return page.axis({type: span(m) > 20 ? 'log' : 'value', name: measures[m].name, nameLocation: 'middle', nameGap: 60, scale: true, axisLabel: {color: style.ink, formatter: format(m), hideOverlap: true}}, style);
    };
    return {
      aria: {enabled: true}, animation: false, textStyle: {color: style.ink},
      legend: {top: 0, left: 0, data: NAMES, textStyle: {color: style.ink}},
      grid: {left: 40, right: 40, top: 40, bottom: 40, containLabel: true},
      tooltip: Object.assign(page.box(style), {trigger: 'item', formatter: function (item) { return tip(good[item.data[2]], [x, y]); }}),
      xAxis: Object.assign(side(x), {nameGap: 28}), yAxis: side(y),
      series: NAMES.map(function (name, rank) {
        return {
          name: name, type: 'scatter', color: COLORS[rank], symbol: rank === KNEE ? 'diamond' : 'circle', symbolSize: [6, 10, 16][rank], z: rank + 2,
          data: good.map(function (row, i) { return [figure(row, x), figure(row, y), i]; }).filter(function (item) { return good[item[2]][RANK] === rank; })
        };
      })
    };
  }, function (chart) { chart.on('click', function (item) { show(good[item.data[2]]); }); });

  if (varied.length > 1) {
    var longest = varied.slice().sort(function (a, b) { return keys[b].values.length - keys[a].values.length; });
    var heatMeasure = choice('heat-measure', measureNames, 0), heatX = choice('heat-x', keyNames, longest[0]), heatY = choice('heat-y', keyNames, longest[1]);
    page.chart('heat', function (style) {
      var x = heatX(), y = heatY(), m = heatMeasure(), best = {};
      good.forEach(function (row, i) {
        var at = row[KEYS + x] + ' ' + row[KEYS + y];
        if (best[at] === undefined || figure(row, m) < figure(good[best[at]], m)) best[at] = i;
      });
      var cells = Object.keys(best).map(function (at) {
        var row = good[best[at]];
        return [row[KEYS + x], row[KEYS + y], figure(row, m), best[at]];
      });
      var all = cells.map(function (cell) { return cell[2]; });
      var side = function (key) { return page.axis({type: 'category', data: keys[key].values, name: keys[key].name, nameLocation: 'middle', nameGap: 70, axisLabel: {color: style.ink}, splitArea: {show: false}}, style); };
      return {
        aria: {enabled: true}, animation: false, textStyle: {color: style.ink},
        grid: {left: 60, right: 110, top: 16, bottom: 40, containLabel: true},
        tooltip: Object.assign(page.box(style), {trigger: 'item', formatter: function (item) { return tip(good[item.data[3]], [m]); }}),
        xAxis: Object.assign(side(x), {nameGap: 28}), yAxis: side(y),
        visualMap: {
          type: 'continuous', min: Math.min.apply(null, all), max: Math.max.apply(null, all), dimension: 2, calculable: true, right: 0, top: 'middle',
          inRange: {color: ['#F2F7FB', '#9CCAE8', '#3A86BF', '#08305A']}, textStyle: {color: style.ink}, formatter: format(m)
        },
        series: [{
          type: 'heatmap', data: cells, itemStyle: {borderColor: style.box, borderWidth: 1},
          label: {show: cells.length <= 150, formatter: function (item) { return format(m)(item.data[2]); }, textBorderColor: '#fff', textBorderWidth: 2, color: '#111'}
        }]
      };
    }, function (chart) { chart.on('click', function (item) { if (item.data) show(good[item.data[3]]); }); });
  } else {
    document.getElementById('heat-section').hidden = true;
  }

  page.chart('parallel', function (style) {
    var axes = varied.map(function (key, dim) {
      return {dim: dim, name: keys[key].name, type: 'category', data: keys[key].values};
    }).concat(measures.map(function (measure, m) {
      return {dim: varied.length + m, name: measure.name, type: 'value', scale: true, axisLabel: {formatter: format(m)}};
    }));
    return {
      aria: {enabled: true}, animation: false, textStyle: {color: style.ink}, parallelAxis: axes,
      legend: {top: 0, left: 0, data: NAMES, textStyle: {color: style.ink}},
      parallel: {
        left: 60, right: 90, top: 64, bottom: 30,
        parallelAxisDefault: {nameTextStyle: {color: style.ink}, axisLine: {lineStyle: {color: style.line}}, axisLabel: {color: style.ink}}
      },
      series: NAMES.map(function (name, rank) {
        return {
          name: name, type: 'parallel', color: COLORS[rank], z: rank + 2, progressive: 500,
          lineStyle: {color: COLORS[rank], width: [0.7, 1.5, 3.5][rank], opacity: [0.3, 0.8, 1][rank]},
          data: good.filter(function (row) { return row[RANK] === rank; }).map(function (row) {
            return varied.map(function (key) { return row[KEYS + key]; }).concat(row.slice(FIGURES));
          })
        };
      })
    };
  }, function (chart) {
    chart.on('axisareaselected', function () {
      var kept = chart.getModel().getSeries().reduce(function (sum, series) { return sum + series.getRawIndicesByActiveState('active').length; }, 0);
      document.getElementById('kept').textContent = kept + ' of ' + good.length + ' points kept';
    });
  });

  function table() {
    var element = document.getElementById('point-table'), head = element.createTHead().insertRow();
    var heads = ['point'].concat(varied.map(function (key) { return keys[key].name; }), ['status', 'rank']);
    heads.concat(measures.map(function (measure) { return measure.name; })).forEach(function (name, i) {
      add(head, 'th', name, i === 0 || i >= heads.length ? 'n' : '');
    });
    var body = element.createTBody();
    function line(row) {
      var tr = body.insertRow();
      if (row[RANK]) tr.className = 'front';
      add(tr, 'td', row[PLACE], 'n');
      varied.forEach(function (key) { add(tr, 'td', value(row, key)).dataset.v = row[KEYS + key]; });
      add(tr, 'td', row[STATUS]);
      add(tr, 'td', row[RANK] ? NAMES[row[RANK]] : '');
      measures.forEach(function (_, m) {
        var td = add(tr, 'td', row[STATUS] === 'ok' ? format(m)(figure(row, m)) : '-', 'n');
        if (row[STATUS] === 'ok') td.dataset.v = figure(row, m);
      });
      tr.addEventListener('click', function () { show(row); document.getElementById('point').scrollIntoView({block: 'center'}); });
    }
    // A few at a time: the page stays responsive while thousands of rows are made.
    var made = 0;
    function some() {
      data.points.slice(made, made + BATCH).forEach(line);
      made = Math.min(made + BATCH, data.points.length);
      if (filter.value || made === data.points.length) keep();
      if (made < data.points.length) setTimeout(some, 0);
    }
    page.sortable(element);
    var filter = document.getElementById('filter'), count = document.getElementById('count');
    function keep() {
      var wanted = filter.value.toLowerCase(), kept = 0;
      Array.prototype.forEach.call(body.rows, function (tr) {
        var fits = tr.textContent.toLowerCase().indexOf(wanted) >= 0;
        tr.hidden = !fits;
        if (fits) kept++;
      });
      count.textContent = kept + ' of ' + body.rows.length;
    }
    filter.addEventListener('input', keep);
    some();
  }

  var first = good.filter(function (row) { return row[RANK] === KNEE; })[0];
  if (first) show(first);
  var element = document.getElementById('point-table');
  element.className = '';
  page.show();
  // The charts are what people look at first.
  setTimeout(table, 0);
}());
