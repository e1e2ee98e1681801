(function () {
  'use strict';
  var page = npusimPage(), data = page.data, keys = data.keys, measures = data.measures, add = page.add;
  // Positions in a row of data.points; then the measures.
  var PLACE = 0, STATUS = 1, RANK = 2, FIGURES = 3;
  var OK = 0, KNEE = 2, COLORS = ['#8c8c8c', '#0072B2', '#D55E00'], NAMES = ['dominated or excluded', 'front', 'knee'];
  // Points from which they are drawn in one go.
  var MANY = 2000;
  var points = data.points, good = [], clicked = -1, kept = null, table;
  points.forEach(function (row, i) { if (row[STATUS] === OK) good.push(i); });
  var varied = keys.map(function (_, i) { return i; }).filter(function (i) { return keys[i].values.length > 1; });

  // The place in the grid says which value of each key a point has: the last key varies fastest.
  var strides = [], stride = 1;
  for (var k = keys.length - 1; k >= 0; k--) { strides[k] = stride; stride *= keys[k].values.length; }
  function position(row, key) { return Math.floor(row[PLACE] / strides[key]) % keys[key].values.length; }
  function value(row, key) { return keys[key].values[position(row, key)]; }
  function figure(row, measure) { return row[STATUS] === OK ? row[FIGURES + measure] : null; }
  function format(measure) {
    var column = measures[measure].column;
    if (/_bytes$/.test(column)) return page.bytes;
    if (/_mm2$/.test(column)) return function (value) { return page.count(value) + ' mm2'; };
    var unit = /_js$/.test(column) ? 'Js' : /_s$/.test(column) ? 's' : /_j$/.test(column) ? 'J' : /_w$/.test(column) ? 'W' : '';
    return unit ? function (value) { return page.small(value, unit); } : page.count;
  }
  function settings(row) { return varied.map(function (key) { return keys[key].name + ' = ' + value(row, key); }); }
  function command(row) {
    return keys.reduce(function (text, key, i) { var word = key.words[position(row, i)]; return word ? text + ' ' + word : text; }, data.command);
  }
  function state(row) { return row[STATUS] === OK ? NAMES[row[RANK]] : data.statuses[row[STATUS]]; }

  function show(i) {
    clicked = i;
    var row = points[i], box = document.getElementById('point');
    box.textContent = '';
    add(box, 'strong', 'Point ' + row[PLACE] + ', ' + state(row) + (data.reasons[row[PLACE]] ? ': ' + data.reasons[row[PLACE]] : ''));
    var both = add(box, 'div', '', 'columns'), chip = add(both, 'dl', ''), figures = add(both, 'dl', '');
    varied.forEach(function (key) { add(chip, 'dt', keys[key].name); add(chip, 'dd', value(row, key)); });
    if (row[STATUS] === OK) {
      measures.forEach(function (measure, m) { add(figures, 'dt', measure.name); add(figures, 'dd', format(m)(figure(row, m))); });
    }
    var text = add(box, 'pre', command(row));
    text.tabIndex = 0;
    var copy = add(box, 'button', 'Copy the command');
    copy.type = 'button';
    copy.addEventListener('click', function () {
      getSelection().selectAllChildren(text);
      document.execCommand('copy');
      copy.textContent = 'Copied';
    });
    if (table) table.select(i);
    ring();
  }
  function tip(i, shown) {
    var row = points[i];
    return ['<b>point ' + row[PLACE] + '</b>, ' + state(row)].concat(settings(row).map(page.escape), shown.map(function (m) {
      return page.escape(measures[m].name) + ': ' + format(m)(figure(row, m));
    })).join('<br>');
  }

  function choice(id, names, chosen, chart) {
    var select = document.getElementById(id);
    names.forEach(function (name) { add(select, 'option', name[1]).value = name[0]; });
    select.value = chosen;
    select.addEventListener('change', function () { page.draw([chart]); });
    return function () { return Number(select.value); };
  }
  var measureNames = measures.map(function (measure, i) { return [i, measure.name]; });
  var keyNames = varied.map(function (key) { return [key, keys[key].name]; });
  var frontX = choice('front-x', measureNames, 0, 'front'), frontY = choice('front-y', measureNames, Math.min(1, measures.length - 1), 'front');
  function rest(i) { return !kept || kept[i]; }

  // An axis of a measure; logarithmic where it spans much.
  function side(m, style) {
    var least = Infinity, most = -Infinity;
    good.forEach(function (i) { var v = figure(points[i], m); if (v > 0) least = Math.min(least, v); most = Math.max(most, v); });
    return page.axis({type: most / least > 20 && isFinite(least) ? 'log' : 'value', name: measures[m].name, nameLocation: 'middle', scale: true, axisLabel: {color: style.ink, formatter: format(m), hideOverlap: true}}, style);
  }
  page.chart('front', function (style) {
    var x = frontX(), y = frontY();
    function place(i) { return [figure(points[i], x), figure(points[i], y), i]; }
    var line = good.filter(function (i) { return points[i][RANK] > 0; }).map(place).sort(function (a, b) { return a[0] - b[0]; });
    return {
      animation: false, textStyle: {color: style.ink},
      legend: {top: 0, left: 0, data: NAMES, textStyle: {color: style.ink}, inactiveColor: style.line},
      grid: {left: 92, right: 40, top: 40, bottom: 48},
      tooltip: Object.assign(page.box(style), {trigger: 'item', formatter: function (item) { return item.seriesType === 'scatter' && item.data[2] >= 0 ? tip(item.data[2], x === y ? [x] : [x, y]) : ''; }}),
      xAxis: Object.assign(side(x, style), {nameGap: 28}), yAxis: Object.assign(side(y, style), {nameGap: 74}),
      series: NAMES.map(function (name, rank) {
        return {
          name: name, type: 'scatter', color: COLORS[rank], symbol: ['circle', 'rect', 'diamond'][rank], symbolSize: [5, 9, 18][rank], z: rank + 2,
          large: rank === 0 && good.length > MANY, largeThreshold: MANY, itemStyle: {opacity: rank ? 1 : 0.55},
          data: good.filter(function (i) { return points[i][RANK] === rank && rest(i); }).map(place)
        };
      }).concat([
        {name: 'front line', type: 'line', silent: true, symbol: 'none', step: 'end', color: COLORS[1], lineStyle: {width: 1.2, type: 'dashed'}, z: 2, data: data.objectives.indexOf(x) >= 0 && data.objectives.indexOf(y) >= 0 && data.objectives.length === 2 && data.models === 1 ? line : []},
        {id: 'ring', name: 'clicked', type: 'scatter', silent: true, symbol: 'circle', symbolSize: 26, z: 9, itemStyle: {color: 'transparent', borderColor: style.ink, borderWidth: 2}, data: []}
      ])
    };
  }, {ready: function (chart) {
    // In large mode the library tells no single points: the nearest one counts.
    chart.getZr().on('click', function (event) { var i = nearest(chart, event.offsetX, event.offsetY, 14); if (i >= 0) show(i); });
    ring();
  }});
  function nearest(chart, px, py, reach) {
    var best = -1, distance = reach * reach, x = frontX(), y = frontY();
    if (!chart.containPixel({gridIndex: 0}, [px, py])) return -1;
    good.forEach(function (i) {
      if (!rest(i)) return;
      var at = chart.convertToPixel({gridIndex: 0}, [figure(points[i], x), figure(points[i], y)]);
      var d = (at[0] - px) * (at[0] - px) + (at[1] - py) * (at[1] - py) - points[i][RANK];
      if (d < distance) { distance = d; best = i; }
    });
    return best;
  }
  function ring() {
    var chart = page.state.charts.front;
    if (!chart || chart.isDisposed()) return;
    var row = clicked >= 0 && points[clicked][STATUS] === OK ? points[clicked] : null;
    chart.setOption({series: [{id: 'ring', data: row ? [[figure(row, frontX()), figure(row, frontY()), -1]] : []}]});
  }

  if (varied.length > 1) {
    var longest = varied.slice().sort(function (a, b) { return keys[b].values.length - keys[a].values.length; });
    var heatMeasure = choice('heat-measure', measureNames, 0, 'heat'), heatX = choice('heat-x', keyNames, longest[0], 'heat'), heatY = choice('heat-y', keyNames, longest[1], 'heat');
    page.chart('heat', function (style) {
      var x = heatX(), y = heatY(), m = heatMeasure(), best = {};
      good.forEach(function (i) {
        var at = position(points[i], x) + ' ' + position(points[i], y);
        if (best[at] === undefined || figure(points[i], m) < figure(points[best[at]], m)) best[at] = i;
      });
      var cells = Object.keys(best).map(function (at) {
        var row = points[best[at]];
        return [position(row, x), position(row, y), figure(row, m), best[at]];
      });
      var all = cells.map(function (cell) { return cell[2]; }), most = Math.max.apply(null, all), least = Math.min.apply(null, all);
      var axisOf = function (key, gap) { return page.axis({type: 'category', data: keys[key].values, name: keys[key].name, nameLocation: 'middle', nameGap: gap, axisLabel: {color: style.ink}, splitArea: {show: false}}, style); };
      return {
        animation: false, textStyle: {color: style.ink},
        grid: {left: 110, right: 120, top: 16, bottom: 48},
        tooltip: Object.assign(page.box(style), {trigger: 'item', formatter: function (item) { return tip(item.value[3], [m]); }}),
        xAxis: axisOf(x, 28), yAxis: axisOf(y, 84),
        visualMap: {
          type: 'continuous', min: least, max: most, dimension: 2, calculable: true, right: 0, top: 'middle', itemHeight: 200,
          inRange: {color: ['#F2F7FB', '#9CCAE8', '#3A86BF', '#08305A']}, textStyle: {color: style.ink}, formatter: format(m)
        },
        series: [{
          type: 'heatmap', itemStyle: {borderColor: style.box, borderWidth: 1},
          data: cells.map(function (cell) { return {value: cell, label: {color: cell[2] > least + 0.55 * (most - least) ? '#fff' : '#111'}}; }),
          label: {show: cells.length <= 150, fontSize: 12, formatter: function (item) { return format(m)(item.value[2]); }}
        }]
      };
    }, {ready: function (chart) { chart.on('click', function (item) { if (item.value) show(item.value[3]); }); }});
  } else {
    document.getElementById('heat-section').hidden = true;
  }

  // Round ends and steps for the values of a measure.
  function round(m) {
    var all = good.map(function (i) { return figure(points[i], m); });
    var least = all.reduce(function (a, b) { return Math.min(a, b); }, Infinity), most = all.reduce(function (a, b) { return Math.max(a, b); }, -Infinity);
    if (!(most > least)) return {min: 0, max: most > 0 ? 2 * most : 1};
    var step = page.binary(most - least);
    if (!/_bytes$/.test(measures[m].column)) {
      var power = Math.pow(10, Math.floor(Math.log10((most - least) / 3)));
      step = power * [5, 2, 1].filter(function (factor) { return factor * power * 3 <= most - least; })[0];
    }
    return {min: Math.floor(least / step) * step, max: Math.ceil(most / step) * step, interval: step};
  }
  page.chart('parallel', function (style) {
    var axes = varied.map(function (key, dim) {
      return {dim: dim, name: keys[key].name, type: 'category', data: keys[key].values};
    }).concat(measures.map(function (measure, m) {
      return Object.assign({dim: varied.length + m, name: measure.name, type: 'value', axisLabel: {formatter: format(m)}}, round(m));
    }));
    return {
      animation: false, textStyle: {color: style.ink}, parallelAxis: axes,
      legend: {top: 0, left: 0, data: NAMES, textStyle: {color: style.ink}, inactiveColor: style.line},
      parallel: {
        left: 70, right: 90, top: 70, bottom: 30,
        parallelAxisDefault: {
          nameTextStyle: {color: style.ink, fontWeight: 600}, nameGap: 18, axisLine: {lineStyle: {color: style.line}}, axisLabel: {color: style.ink, textBorderColor: style.ground, textBorderWidth: 3},
          areaSelectStyle: {width: 18, borderColor: style.ink, color: style.line, opacity: 0.4}
        }
      },
      series: NAMES.map(function (name, rank) {
        return {
          name: name, type: 'parallel', color: COLORS[rank], z: rank + 2, progressive: 400, progressiveThreshold: MANY, silent: false, inactiveOpacity: 0.02, activeOpacity: rank ? 1 : 0.5,
          lineStyle: {color: COLORS[rank], width: [0.7, 1.6, 3.5][rank], opacity: [good.length > MANY ? 0.12 : 0.3, 0.85, 1][rank]},
          data: good.filter(function (i) { return points[i][RANK] === rank; }).map(function (i) {
            return {value: varied.map(function (key) { return position(points[i], key); }).concat(points[i].slice(FIGURES)), point: i};
          })
        };
      })
    };
  }, {ready: function (chart) {
    chart.on('click', function (item) { if (item.data && item.data.point >= 0) show(item.data.point); });
    chart.on('axisareaselected', function () {
      var left = {}, many = 0;
      chart.getModel().getSeries().forEach(function (series) {
        var data = series.getData();
        series.getRawIndicesByActiveState('active').forEach(function (raw) { left[data.getRawDataItem ? data.getRawDataItem(data.indexOfRawIndex(raw)).point : raw] = true; many++; });
      });
      keep(many < good.length ? left : null, many);
    });
  }});
  // Ranges of the parallel axes hold for the front and the table, too.
  function keep(left, many) {
    var inactive = many === 0 && !brushed();
    kept = inactive ? null : left;
    page.state.kept = kept ? many : null;
    document.getElementById('kept').textContent = kept ? many + ' of ' + good.length + ' points in these ranges' : '';
    if (table) table.within(kept ? function (i) { return kept[i]; } : null);
    page.draw(['front']);
  }
  function brushed() {
    var axes = page.state.charts.parallel.getModel().findComponents({mainType: 'parallelAxis'});
    return axes.some(function (axis) { return axis.activeIntervals && axis.activeIntervals.length; });
  }
  document.getElementById('all').addEventListener('click', function () { keep(null, good.length); page.draw(['parallel']); });

  var first = good.filter(function (i) { return points[i][RANK] === KNEE; })[0];
  table = npusimBigTable(page, {
    table: 'point-table', filter: 'filter', count: 'count', rows: points, what: 'points',
    columns: [{head: 'point', get: function (row) { return row[PLACE]; }, number: true}].concat(
      varied.map(function (key) { return {head: keys[key].name, get: function (row) { return position(row, key); }, format: function (p) { return keys[key].values[p]; }}; }),
      [{head: 'status', get: function (row) { return data.statuses[row[STATUS]]; }}, {head: 'rank', get: function (row) { return row[RANK] ? NAMES[row[RANK]] : ''; }}],
      measures.map(function (measure, m) { return {head: measure.name, get: function (row) { return figure(row, m); }, format: format(m), number: true}; })),
    open: show, mark: function (row) { return row[RANK] ? 'front' : ''; }
  });
  if (first !== undefined) show(first);
  page.show();
}());
