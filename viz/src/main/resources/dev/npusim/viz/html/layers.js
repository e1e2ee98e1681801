// Charts over layers and over time that share one range, one layer under the pointer and one layer that was clicked.
// model: layers (rows with name, block and class first), blocks; times: where each layer's own time begins, in s, and the
// end of the last, or null where there is no time.
function npusimLayers(page, model, times) {
  'use strict';
  var NAME = 0, BLOCK = 1, CLASS = 2;
  var count = model.layers.length, all = [], view = {from: 0, to: count}, selected = -1, table = null, opened = [], byBlock = false;

  // Where x lies among ascending edges: the place, and the part of the way to the next.
  function place(edges, x) {
    var low = 0, high = edges.length - 1;
    while (high - low > 1) { var middle = (low + high) >> 1; if (edges[middle] <= x) low = middle; else high = middle; }
    var width = edges[high] - edges[low];
    return low + (width > 0 ? Math.max(0, Math.min(1, (x - edges[low]) / width)) : 0);
  }
  function at(edges, position) {
    var low = Math.max(0, Math.min(edges.length - 2, Math.floor(position)));
    return edges[low] + (edges[low + 1] - edges[low]) * (position - low);
  }
  function toX(chart, layer) { return chart.overTime ? at(times, layer) : layer; }
  function toLayer(chart, x) { return chart.overTime ? place(times, x) : x; }

  function isThere(chart) { return chart.instance && !chart.instance.isDisposed(); }
  function area(chart) {
    var grids = chart.grids.map(function (i) { return chart.instance.getModel().getComponent('grid', i).coordinateSystem.getRect(); });
    var first = grids[0], last = grids[grids.length - 1];
    return {left: first.x, right: first.x + first.width, top: first.y, height: last.y + last.height - first.y};
  }
  // Shows from..to of the x axis as a frame over the chart; no element is made of what is not in sight.
  function frame(chart, name, from, to) {
    var mark = chart.marks[name];
    if (!isThere(chart)) return;
    var box = area(chart);
    var left = chart.instance.convertToPixel({xAxisIndex: 0}, from), right = chart.instance.convertToPixel({xAxisIndex: 0}, to);
    mark.hidden = !(right > box.left && left < box.right);
    if (mark.hidden) return;
    left = Math.max(box.left, left);
    right = Math.min(box.right, Math.max(right, left + 2));
    mark.style.left = left + 'px';
    mark.style.width = right - left + 'px';
    mark.style.top = box.top + 'px';
    mark.style.height = box.height + 'px';
  }
  function mark(chart, name, layer) {
    if (layer < 0) { chart.marks[name].hidden = true; return; }
    var span = chart.overTime && name === 'selected' && model.spans ? model.spans(layer) : null;
    frame(chart, name, span ? span[0] : toX(chart, layer), span ? span[1] : toX(chart, layer + 1));
  }
  function hover(layer, from) {
    all.forEach(function (chart) { if (chart !== from && chart.inSight) mark(chart, 'hovered', layer); });
    if (table) table.hover(layer);
  }
  function select(layer) {
    selected = layer;
    all.forEach(function (chart) { mark(chart, 'selected', layer); });
    if (table) table.select(layer);
    opened.forEach(function (listener) { listener(layer); });
  }
  function apply(chart) {
    chart.stale = false;
    if (!isThere(chart)) return;
    chart.instance.dispatchAction({type: 'dataZoom', dataZoomIndex: 0, startValue: toX(chart, view.from), endValue: toX(chart, view.to)}, {silent: true});
    mark(chart, 'selected', selected);
  }
  var later;
  function range(from, to, source) {
    view = {from: Math.max(0, from), to: Math.min(count, to)};
    all.forEach(function (chart) {
      chart.marks.hovered.hidden = true;
      if (chart === source) mark(chart, 'selected', selected);
      else if (chart.inSight) apply(chart);
      else chart.stale = true;
    });
    clearTimeout(later);
    later = setTimeout(function () {
      var whole = view.from <= 0.001 && view.to >= count - 0.001, first = Math.floor(view.from + 1e-6), end = Math.ceil(view.to - 1e-6);
      page.state.view = whole ? null : [first, end];
      if (table) table.within(whole ? null : function (index) { return index >= first && index < end; });
    }, 80);
  }

  // Ties a drawn chart to the others. grids: which of its grids are over the layers.
  function tie(instance, item, overTime, grids, hit) {
    var chart = all.filter(function (each) { return each.item === item; })[0];
    if (!chart) {
      chart = {item: item, marks: {}, inSight: true, overTime: overTime};
      ['hovered', 'selected'].forEach(function (name) {
        chart.marks[name] = page.add(item.frame, 'div', '', 'mark ' + name);
        chart.marks[name].hidden = true;
      });
      all.push(chart);
      if (window.IntersectionObserver) {
        new IntersectionObserver(function (entries) {
          chart.inSight = entries[entries.length - 1].isIntersecting;
          if (chart.inSight && chart.stale) apply(chart);
        }, {rootMargin: '200px'}).observe(item.frame);
      }
    }
    chart.instance = instance;
    chart.grids = grids;
    function layerAt(event) {
      var inside = grids.some(function (grid) { return instance.containPixel({gridIndex: grid}, [event.offsetX, event.offsetY]); });
      if (!inside) return -1;
      var x = instance.convertFromPixel({xAxisIndex: 0}, event.offsetX);
      var own = hit ? hit(x, grids.filter(function (grid) { return instance.containPixel({gridIndex: grid}, [event.offsetX, event.offsetY]); })[0]) : -1;
      return own >= 0 ? own : Math.max(0, Math.min(count - 1, Math.floor(toLayer(chart, x))));
    }
    instance.getZr().on('mousemove', function (event) { hover(layerAt(event), chart); });
    instance.getZr().on('globalout', function () { hover(-1, null); });
    instance.getZr().on('click', function (event) { var layer = layerAt(event); if (layer >= 0) select(layer); });
    instance.on('datazoom', function () {
      var option = instance.getOption().dataZoom[0];
      range(toLayer(chart, option.startValue), toLayer(chart, option.endValue), chart);
    });
    item.element.onkeydown = function (event) {
      var width = view.to - view.from, middle = (view.from + view.to) / 2;
      if (event.key === '+' || event.key === '=') range(middle - width / 4, middle + width / 4);
      else if (event.key === '-') range(middle - width, middle + width);
      else if (event.key === 'ArrowRight') range(Math.min(count - width, view.from + width / 8), Math.min(count, view.to + width / 8));
      else if (event.key === 'ArrowLeft') range(Math.max(0, view.from - width / 8), Math.max(width, view.to - width / 8));
      else if (event.key === '0' || event.key === 'Escape') range(0, count);
      else return;
      event.preventDefault();
    };
    if (view.from > 0 || view.to < count) apply(chart);
    if (selected >= 0) mark(chart, 'selected', selected);
  }

  // A chart that is not about single layers now.
  function untie(item) {
    all.forEach(function (chart) {
      if (chart.item !== item) return;
      chart.instance = null;
      chart.marks.hovered.hidden = chart.marks.selected.hidden = true;
    });
  }

  // Sums of parts as steps, the largest behind: the library stacks over categories only, and cuts the corners of areas under
  // stepped lines: both ends of each step are points.
  function steps(groups, values, edge, extra) {
    var columns = values[0].length, below = new Array(columns).fill(0);
    return values.map(function (part, i) {
      var data = [], last = null;
      for (var c = 0; c < columns; c++) {
        below[c] += part[c];
        var sum = part[c] ? below[c] : 0;
        if (sum === last) continue;
        if (last !== null) data.push([edge(c), last]);
        data.push([edge(c), sum]);
        last = sum;
      }
      data.push([edge(columns), last]);
      return Object.assign({
        name: groups.names[i], type: 'line', symbol: 'none', silent: true, lineStyle: {width: 0}, areaStyle: {opacity: 1, color: groups.colors[i], origin: 'start'},
        color: groups.colors[i], z: 20 - i, zlevel: 0, data: data
      }, extra || {});
    });
  }
  // What the pointer meets: a point in the middle of every column.
  function probe(columns, edge, extra) {
    var data = [];
    for (var c = 0; c < columns; c++) data.push([(edge(c) + edge(c + 1)) / 2, 0]);
    return Object.assign({name: 'probe', type: 'line', symbol: 'none', silent: true, lineStyle: {width: 0}, zlevel: 0, data: data}, extra || {});
  }
  function column(items) {
    var met = items.filter(function (item) { return item.seriesName === 'probe'; })[0];
    return met ? met.dataIndex : -1;
  }
  function parts(groups, values, c, format) {
    var sum = 0, many = 0;
    var lines = groups.names.map(function (name, i) {
      var value = values[i][c];
      if (!value) return '';
      sum += value;
      many++;
      return page.dot(groups.colors[i]) + page.escape(name) + ': ' + format(value);
    }).filter(String);
    return many > 1 ? lines.concat('together: ' + format(sum)) : lines;
  }
  function title(layer) {
    var row = model.layers[layer];
    return '<b>' + page.escape(row[NAME]) + '</b><br>' + layer + ', ' + page.escape(row[CLASS]) + (row[BLOCK] ? ', ' + page.escape(row[BLOCK]) : '');
  }
  function sums(values) {
    return model.blocks.map(function (block) {
      var sum = 0;
      for (var i = block.begin; i < block.end; i++) sum += values[i];
      return sum;
    });
  }

  // One column per layer in execution order, or per block. groups: names and colors; values: one list per group;
  // extra: top, interval; layersOnly; ratio with the lists part and whole where blocks are no sums; log for lines on such a scale.
  function chart(id, groups, values, format, extra) {
    extra = extra || {};
    function blocks() { return byBlock && !extra.layersOnly; }
    page.chart(id, function (style) {
      var names = groups.names, tall = extra.top || page.highest(values) * 1.04, interval = extra.interval || (format === page.bytes ? page.binary(tall) : undefined);
      var y = {type: 'value', min: 0, max: extra.top || (interval ? tall : undefined), interval: interval, axisLabel: {color: style.ink, formatter: format, showMaxLabel: !interval}};
      var option = {
        animation: false, textStyle: {color: style.ink}, legend: page.legend(style, names),
        grid: {left: 84, right: 20, top: 40, bottom: 58}, tooltip: page.box(style), yAxis: page.axis(y, style)
      };
      if (blocks()) {
        var perBlock = extra.ratio ? [sums(extra.ratio.part).map(function (sum, b) { return sum / (sums(extra.ratio.whole)[b] || 1); })] : values.map(sums);
        option.xAxis = page.axis({type: 'category', data: model.blocks.map(function (block) { return block.name; }), axisLabel: {color: style.ink, interval: 0, rotate: model.blocks.length > 8 ? 30 : 0}}, style);
        if (!extra.ratio) { option.yAxis.max = null; option.yAxis.interval = null; option.yAxis.axisLabel.showMaxLabel = true; }
        option.tooltip.axisPointer = {type: 'shadow'};
        option.tooltip.formatter = function (items) {
          var b = items[0].dataIndex;
          return ['<b>' + page.escape(model.blocks[b].name) + '</b>'].concat(parts(groups, perBlock, b, format)).join('<br>');
        };
        option.series = perBlock.map(function (list, i) {
          return {name: names[i], type: 'bar', stack: 'all', color: groups.colors[i], barMaxWidth: 60, data: list};
        });
        return option;
      }
      var edge = function (c) { return c; };
      option.xAxis = page.axis({type: 'value', min: 0, max: count, name: 'layer, in order of execution', nameLocation: 'middle', nameGap: 22, minInterval: 1, splitLine: {show: false}}, style);
      option.dataZoom = page.zoom(style, [0]);
      option.tooltip.formatter = function (items) {
        var c = column(items);
        return c < 0 ? '' : [title(c)].concat(parts(groups, values, c, format)).join('<br>');
      };
      option.series = (extra.log ? lines(groups, values, style) : steps(groups, values, edge)).concat(probe(count, edge));
      if (extra.log) option.yAxis = page.axis({type: 'log', logBase: 16, axisLabel: {color: style.ink, formatter: format}}, style);
      if (extra.log) option.series[option.series.length - 1].data.forEach(function (point) { point[1] = 1; });
      option.series[0].markArea = page.bands(model.blocks, style, 'begin', 'end', count);
      return option;
    }, {ready: function (instance, item) { if (blocks()) untie(item); else tie(instance, item, false, [0]); }});
  }
  // Broad lines behind narrow ones.
  function lines(groups, values, style) {
    return values.map(function (list, i) {
      return {
        name: groups.names[i], type: 'line', step: 'end', symbol: 'none', silent: true, lineStyle: {width: 1.5 + 2 * (values.length - 1 - i)}, zlevel: 0,
        color: groups.colors[i] === page.INK ? style.ink : groups.colors[i],
        data: list.map(function (value, layer) { return [layer, Math.max(1, value)]; }).concat([[list.length, Math.max(1, list[list.length - 1])]])
      };
    });
  }

  return {
    chart: chart, tie: tie, steps: steps, probe: probe, column: column, parts: parts, title: title, select: select, hover: hover, range: range, place: place, at: at,
    // The values of a column of the layers, each in the group of its layer's kind.
    byKind: function (kind, position) {
      return model.kinds.names.map(function (_, i) { return model.layers.map(function (row) { return row[kind] === i ? row[position] : 0; }); });
    },
    columnOf: function (position) { return model.layers.map(function (row) { return row[position]; }); },
    // A model's memory curves: those that add up to the working set, and live activations by what is fused.
    memory: function (source) {
      var most = page.highest(source.memory.values);
      chart('memory', source.memory, source.memory.values, page.bytes, {top: most * 1.08, interval: page.binary(most), layersOnly: true});
      chart('fusions', source.fusions, source.fusions.values, page.bytes, {log: true, layersOnly: true});
    },
    onOpen: function (listener) { opened.push(listener); },
    use: function (bigTable) { table = bigTable; },
    // Choices of layers or blocks: radio buttons of a name.
    toggle: function (name, ids) {
      Array.prototype.forEach.call(document.querySelectorAll('input[name="' + name + '"]'), function (input) {
        input.addEventListener('change', function () { byBlock = input.value === 'blocks'; page.draw(ids); });
      });
    }
  };
}
