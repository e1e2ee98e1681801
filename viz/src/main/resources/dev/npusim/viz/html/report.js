(function () {
  'use strict';
  var page = npusimPage(), data = page.data;
  var bytes = page.bytes, count = page.count, percent = page.percent, seconds = page.seconds, joules = page.joules;
  // Positions in a row of data.layers; then the parts of the cycles, then those of the energy.
  var NAME = 0, BLOCK = 1, CLASS = 2, COPY = 3, BOUND = 4, KIND = 5, CYCLES = 6, MACS = 7, PARAMETERS = 8, USED = 9, READ = 10, WRITTEN = 11,
      ENERGY = 12, PEAK = 13, START = 14, END = 15, LANES = 16, BUSY = 17, GROUP = 18, MAPPING = 19, SPLIT = 20, PARTS = SPLIT + data.cycles.names.length;
  var rows = data.layers;

  // Where each layer's own time begins.
  var times = [0];
  rows.forEach(function (row, i) { times.push(times[i] + row[CYCLES] / data.hertz); });
  times[rows.length] = data.latency;
  var linked = npusimLayers(page, {
    layers: rows, blocks: data.blocks, kinds: data.kinds, spans: function (layer) { return rows[layer][END] > rows[layer][START] ? [rows[layer][START] / data.hertz, rows[layer][END] / data.hertz] : null; }
  }, times);

  timeline();
  linked.chart('macs', data.kinds, linked.byKind(KIND, MACS), count);
  linked.chart('parameters', data.kinds, linked.byKind(KIND, PARAMETERS), count);
  linked.chart('utilization', {names: ['MAC utilization'], colors: ['#009E73']}, [linked.columnOf(USED)], percent, {top: 1.12, interval: 0.2, ratio: {part: linked.columnOf(SPLIT), whole: linked.columnOf(CYCLES)}});
  linked.chart('cycles', data.cycles, data.cycles.names.map(function (_, i) { return linked.columnOf(SPLIT + i); }), count);
  linked.chart('energy', data.energy, data.energy.names.map(function (_, i) { return linked.columnOf(PARTS + i); }), joules);
  linked.chart('traffic', {names: ['read from DRAM', 'written to DRAM'], colors: ['#0072B2', '#E69F00']}, [linked.columnOf(READ), linked.columnOf(WRITTEN)], bytes);
  linked.toggle('per', ['macs', 'parameters', 'utilization', 'cycles', 'energy', 'traffic']);
  roofline();
  tensors();
  npusimLayers(page, data.model, null).memory(data.model);
  layers();
  page.show();

  // SRAM, array, vector unit and DRAM over time, one below the other.
  function timeline() {
    var columns = data.occupancy[0].length, edge = function (c) { return data.latency * c / columns; };
    var fullest = Math.max(data.capacity, page.highest(data.occupancy)), engines = data.engines;
    var dram = {names: engines.dram.names, colors: engines.dram.colors};
    var lanes = [
      {name: 'array', groups: {names: ['array busy'], colors: [engines.colors[0]]}, values: [engines.array]},
      {name: 'vector', groups: {names: ['vector unit busy'], colors: [engines.colors[1]]}, values: [engines.vector]},
      {name: 'DRAM', groups: dram, values: engines.dram.values}
    ];
    var tops = [300, 372, 444], names = data.uses.names.concat(['array busy', 'vector unit busy'], dram.names);
    page.chart('timeline', function (style) {
      var grids = [{left: 84, right: 20, top: 62, height: 214}], all = [0, 1, 2, 3];
      tops.forEach(function (top) { grids.push({left: 84, right: 20, top: top, height: 52}); });
      var x = all.map(function (grid) {
        return page.axis({
          type: 'value', gridIndex: grid, min: 0, max: data.latency, splitLine: {show: false}, axisTick: {show: grid === 3},
          name: grid === 3 ? 'time' : '', nameLocation: 'middle', nameGap: 22,
          axisLabel: {show: grid === 3, color: style.ink, formatter: seconds, hideOverlap: true, showMaxLabel: false}
        }, style);
      });
      var y = [page.axis({type: 'value', min: 0, max: fullest * 1.1, interval: page.binary(fullest), name: 'SRAM', nameLocation: 'middle', nameGap: 64, axisLabel: {color: style.ink, formatter: bytes, showMaxLabel: false}}, style)];
      lanes.forEach(function (lane, i) {
        y.push(page.axis({type: 'value', gridIndex: i + 1, min: 0, max: 1, interval: 1, name: lane.name, nameLocation: 'middle', nameGap: 64, axisLabel: {color: style.ink, formatter: percent, fontSize: 11}}, style));
      });
      var series = linked.steps(data.uses, data.occupancy, edge).concat(linked.probe(columns, edge));
      series[0].markArea = page.bands(data.blocks, style, 'from', 'to', data.latency);
      series[0].markLine = {
        silent: true, z: 50, symbol: 'none', lineStyle: {color: style.ink, width: 2, type: 'dashed'},
        label: {formatter: 'capacity ' + bytes(data.capacity), position: 'insideEndTop', color: style.ink}, data: [{yAxis: data.capacity}]
      };
      lanes.forEach(function (lane, i) {
        var own = linked.steps(lane.groups, lane.values, edge, {xAxisIndex: i + 1, yAxisIndex: i + 1});
        own[0].markArea = page.bands(data.blocks, style, 'from', 'to', data.latency, false);
        series = series.concat(own);
      });
      return {
        animation: false, textStyle: {color: style.ink}, legend: page.legend(style, names), grid: grids, xAxis: x, yAxis: y, series: series,
        axisPointer: {link: [{xAxisIndex: 'all'}]}, dataZoom: page.zoom(style, all),
        tooltip: Object.assign(page.box(style), {formatter: function (items) {
          var c = linked.column(items);
          return c < 0 ? '' : moment(c);
        }})
      };
    }, {ready: function (instance, item) {
      linked.tie(instance, item, true, [0, 1, 2, 3], function (time, grid) {
        var c = Math.max(0, Math.min(columns - 1, Math.floor(time / data.latency * columns)));
        return grid > 0 ? engines.owners[grid - 1][c] : -1;
      });
    }});
    function moment(c) {
      var middle = (edge(c) + edge(c + 1)) / 2;
      var lines = ['<b>' + seconds(edge(c)) + '</b>, ' + page.escape(rows[Math.min(rows.length - 1, Math.floor(linked.place(times, middle)))][NAME])];
      lines = lines.concat(linked.parts(data.uses, data.occupancy, c, bytes));
      lanes.forEach(function (lane, i) {
        var owner = engines.owners[i][c];
        lines.push('<b>' + lane.name + '</b>' + (owner < 0 ? ' idle' : ', most of it for ' + page.escape(rows[owner][NAME])));
        if (owner >= 0) lines = lines.concat(linked.parts(lane.groups, lane.values, c, percent).filter(function (line) { return !/^together/.test(line); }));
      });
      return lines.join('<br>');
    }
  }

  // Work per second over work per DRAM byte. A layer's time: its own cycles, or its busiest engine's where other layers hide them.
  function roofline() {
    var roof = data.roof, SYMBOLS = ['circle', 'triangle', 'diamond', 'rect', 'arrow'], points = [], without = 0, most = 1, least = Infinity, top = 1, slowest = Infinity;
    rows.forEach(function (row, i) {
      var work = 2 * row[MACS] + row[LANES], time = row[BUSY] / data.hertz, moved = row[READ] + row[WRITTEN];
      if (!work || !time) { without++; return; }
      var intensity = moved ? work / moved : Infinity;
      if (moved) { most = Math.max(most, intensity); least = Math.min(least, intensity); }
      top = Math.max(top, work / time);
      slowest = Math.min(slowest, work / time);
      points.push({layer: i, x: intensity, y: work / time, share: row[CYCLES] / data.hertz / data.latency, bound: row[BOUND], array: row[MACS] > 0});
    });
    if (!isFinite(least)) least = 1;
    if (!isFinite(slowest)) slowest = roof.array / 1e3;
    var ridge = roof.array / roof.dram, left = Math.pow(10, Math.floor(Math.log10(Math.min(least, ridge / 10)))), inner = Math.pow(10, Math.ceil(Math.log10(Math.max(most, ridge * 10))));
    var right = inner * 10;
    document.getElementById('roofline-note').textContent = points.length + ' of ' + rows.length + ' layers; ' + without + ' have no operations (views, copies).';
    page.chart('roofline', function (style) {
      var bottom = Math.pow(10, Math.floor(Math.log10(slowest))), high = Math.pow(10, Math.ceil(Math.log10(Math.max(top, roof.array) * 1.01)));
      function rate(value) { return count(value) + 'OP/s'; }
      function roofs(name, peak, type) {
        return {
          name: name, type: 'line', symbol: 'none', silent: true, color: style.ink, lineStyle: {color: style.ink, width: 1.5, type: type}, z: 3,
          data: [[left, Math.min(peak, left * roof.dram)], [peak / roof.dram, peak], [right, peak]].filter(function (p) { return p[0] >= left; }),
          markPoint: {silent: true, symbol: 'circle', symbolSize: 0.1, data: [{coord: [Math.sqrt(peak / roof.dram * inner), peak]}], label: {show: true, formatter: name + ' ' + rate(peak), color: style.ink, position: 'top', distance: 6}}
        };
      }
      return {
        animation: false, textStyle: {color: style.ink}, legend: Object.assign(page.legend(style, data.bounds.names), {icon: null, selectedMode: true, inactiveColor: style.line}),
        grid: {left: 96, right: 44, top: 44, bottom: 52},
        xAxis: page.axis({
          type: 'log', min: left, max: right, name: 'operations per DRAM byte (2 per MAC, 1 per lane operation)', nameLocation: 'middle', nameGap: 28,
          axisLabel: {color: style.ink, formatter: function (value) { return value >= right * 0.99 ? 'no DRAM' : value >= inner * 1.01 ? '' : count(value); }}
        }, style),
        yAxis: page.axis({type: 'log', min: bottom, max: high, axisLabel: {color: style.ink, formatter: rate}}, style),
        tooltip: Object.assign(page.box(style), {trigger: 'item', formatter: function (item) {
          var point = points[item.data[2]], row = rows[point.layer];
          return [linked.title(point.layer), rate(point.y) + (point.array ? ', ' + percent(point.y / roof.array) + ' of the array' : ', ' + percent(point.y / roof.vector) + ' of the vector unit'),
            isFinite(point.x) ? count(point.x) + ' operations per byte' : 'no DRAM traffic', count(row[CYCLES]) + ' cycles of its own, ' + percent(point.share) + ' of the run', 'bound: ' + row[BOUND]].join('<br>');
        }}),
        series: [roofs('array', roof.array, 'solid'), roofs('vector unit', roof.vector, 'dashed')].concat(data.bounds.names.map(function (bound, b) {
          return {
            name: bound, type: 'scatter', symbol: SYMBOLS[b], color: data.bounds.colors[b], z: 5,
            itemStyle: {opacity: 0.75, borderColor: style.ground, borderWidth: 0.5},
            symbolSize: function (value) { return 7 + 60 * Math.sqrt(points[value[2]].share); },
            data: points.map(function (p, i) { return [isFinite(p.x) ? p.x : right, p.y, i]; }).filter(function (item) { return points[item[2]].bound === bound; })
          };
        }))
      };
    }, {ready: function (instance) { instance.on('click', function (item) { if (item.seriesType === 'scatter') linked.select(points[item.data[2]].layer); }); }});
  }

  function tensors() {
    // Positions in a row of data.tensors.
    var T_NAME = 0, READER = 1, T_KIND = 2, VERDICT = 3, WHY = 4, BYTES = 5, KEPT = 6, HELD = 10, SPILL = 11, AGAIN = 15, MACS_PER_BYTE = 20, REREAD = 21, FUSED = 22;
    var list = data.tensors, drawn = data.drawn.map(function (i) { return list[i]; });
    if (drawn.length) {
      document.getElementById('decisions').style.height = 90 + 22 * drawn.length + 'px';
      page.chart('decisions', function (style) {
        return {
          animation: false, textStyle: {color: style.ink}, legend: page.legend(style, data.decisions.names), grid: {left: 16, right: 40, top: 40, bottom: 24, containLabel: true},
          tooltip: Object.assign(page.box(style), {axisPointer: {type: 'shadow'}, formatter: function (items) {
            var row = drawn[items[0].dataIndex];
            return ['<b>' + page.escape(row[T_NAME]) + '</b>', bytes(row[BYTES]) + ', read by ' + page.escape(row[READER])].concat(
              data.decisions.names.map(function (name, i) { return row[KEPT + i] ? page.dot(data.decisions.colors[i]) + name + ': ' + bytes(row[KEPT + i]) : ''; }).filter(String), page.escape(row[WHY])).join('<br>');
          }}),
          yAxis: page.axis({type: 'category', inverse: true, data: drawn.map(function (row) { return row[T_NAME]; }), axisLabel: {color: style.ink, width: 260, overflow: 'truncate', interval: 0}}, style),
          xAxis: page.axis({type: 'value', max: 1.02 * drawn.reduce(function (most, row) { return Math.max(most, row[BYTES]); }, 1), interval: page.binary(drawn.reduce(function (most, row) { return Math.max(most, row[BYTES]); }, 1)), axisLabel: {color: style.ink, formatter: bytes, hideOverlap: true, showMaxLabel: false}}, style),
          series: data.decisions.names.map(function (name, i) {
            return {name: name, type: 'bar', stack: 'all', color: data.decisions.colors[i], barMaxWidth: 16, data: drawn.map(function (row) { return row[KEPT + i]; })};
          })
        };
      });
    } else {
      document.getElementById('decisions').hidden = true;
    }
    // Skips first: they are what the verdicts are about.
    var KINDS = ['skip', 'residual', 'activation'];
    list.sort(function (a, b) { return KINDS.indexOf(a[T_KIND]) - KINDS.indexOf(b[T_KIND]); });
    function field(position) { return function (row) { return row[position] === undefined ? null : row[position]; }; }
    function col(head, position, format, title) { return {head: head, get: field(position), format: format, number: !!format, title: title}; }
    function hidden(time, exposed) {
      return function (row) { return row[time] ? 1 - row[exposed] / row[time] : null; };
    }
    function ratio(value) { return value.toFixed(2); }
    if (!list.length) return;
    npusimBigTable(page, {
      table: 'tensor-table', filter: 'tensor-filter', count: 'tensor-count', rows: list, what: 'tensors',
      columns: [
        col('tensor', T_NAME), col('read by', READER), col('kind', T_KIND), col('verdict', VERDICT), col('why', WHY), col('bytes', BYTES, bytes),
        col('kept', KEPT, bytes), col('spilled', KEPT + 1, bytes), col('recomputed', KEPT + 2, bytes), col('fused', KEPT + 3, bytes),
        col('keep: held for', HELD, seconds, 'from the end of its producer to the begin of its reader, by the cycles charged to layers'),
        {head: 'keep: SRAM x time', get: function (row) { return row[BYTES] / 1048576 * row[HELD] * 1e3; }, format: function (v) { return ratio(v) + ' MiB ms'; }, number: true, title: 'no traffic and no energy; but this much room'},
        col('spill: time', SPILL, seconds), {head: 'hidden', get: hidden(SPILL, SPILL + 1), format: percent, number: true, title: 'share of the time behind other work'},
        col('energy', SPILL + 2, joules), col('DRAM', SPILL + 3, bytes),
        col('recompute: time', AGAIN, seconds), {head: 'hidden', get: hidden(AGAIN, AGAIN + 1), format: percent, number: true, title: 'share of the time behind other work'},
        col('energy', AGAIN + 2, joules), col('DRAM', AGAIN + 3, bytes), col('room on the way', AGAIN + 4, bytes),
        col('MACs per byte', MACS_PER_BYTE, ratio), col('weight bytes re-read per byte', REREAD, ratio), col('fuse', FUSED)
      ],
      open: function (i) { tensor(list[i]); }
    });
    function tensor(row) {
      var box = document.getElementById('tensor');
      box.hidden = false;
      box.textContent = '';
      page.add(box, 'strong', row[T_NAME] + ': ' + row[VERDICT]);
      page.add(box, 'p', row[WHY]);
      var facts = page.add(box, 'dl');
      [['read by', row[READER]], ['bytes', bytes(row[BYTES])], ['keep', 'no time, no traffic; ' + bytes(row[BYTES]) + ' of SRAM for ' + seconds(row[HELD])],
        ['spill', seconds(row[SPILL]) + ' on the bus, ' + seconds(row[SPILL + 1]) + ' of it not hidden; ' + joules(row[SPILL + 2]) + ', ' + bytes(row[SPILL + 3])],
        ['recompute', row[AGAIN] === null ? 'cannot be computed again' : seconds(row[AGAIN]) + ', ' + seconds(row[AGAIN + 1]) + ' of it not hidden; ' + joules(row[AGAIN + 2]) + ', ' + bytes(row[AGAIN + 3]) + ' of weights again, ' + bytes(row[AGAIN + 4]) + ' of SRAM on the way'],
        ['fuse', row[FUSED]]
      ].forEach(function (fact) { page.add(facts, 'dt', fact[0]); page.add(facts, 'dd', fact[1]); });
    }
  }

  function layers() {
    function col(head, position, format, title) { return {head: head, get: function (row) { return row[position]; }, format: format, number: !!format, title: title}; }
    var table = npusimBigTable(page, {
      table: 'layer-table', filter: 'filter', count: 'count', rows: rows, what: 'layers',
      columns: [
        {head: '#', get: function (_, i) { return i; }, number: true}, col('layer', NAME), col('block', BLOCK), col('class', CLASS), col('bound', BOUND),
        col('cycles', CYCLES, count, 'charged to the layer: they add up to the run'), {head: 'of the run', get: function (row) { return row[CYCLES] / data.hertz / data.latency; }, format: percent, number: true},
        col('utilization', USED, percent), col('MACs', MACS, count), col('parameters', PARAMETERS, count),
        {head: 'DRAM wait', get: function (row) { return row[SPLIT + 4]; }, format: count, number: true, title: 'cycles of the array'}, {head: 'vector wait', get: function (row) { return row[SPLIT + 5]; }, format: count, number: true, title: 'cycles of the array'},
        col('DRAM read', READ, bytes), col('DRAM written', WRITTEN, bytes), col('energy', ENERGY, joules), col('peak SRAM', PEAK, bytes), col('copy of', COPY)
      ],
      open: linked.select, hover: function (i) { linked.hover(i, null); }
    });
    linked.use(table);
    linked.onOpen(function (i) {
      var row = rows[i], box = document.getElementById('layer');
      box.textContent = '';
      page.add(box, 'strong', row[NAME]);
      var facts = page.add(box, 'dl');
      function fact(name, text) { page.add(facts, 'dt', name); page.add(facts, 'dd', text); }
      fact('layer', i + ', ' + row[CLASS] + (row[BLOCK] ? ', ' + row[BLOCK] : '') + (row[COPY] ? ', computes ' + row[COPY] + ' again' : ''));
      if (row[END] > row[START]) fact('from first fetch to last result', seconds(row[START] / data.hertz) + ' to ' + seconds(row[END] / data.hertz));
      fact('cycles of its own', count(row[CYCLES]) + ', ' + percent(row[CYCLES] / data.hertz / data.latency) + ' of the run; bound: ' + row[BOUND]);
      fact('where they go', data.cycles.names.map(function (name, k) { return row[SPLIT + k] ? name + ' ' + count(row[SPLIT + k]) : ''; }).filter(String).join(', ') || 'none: others hide its work');
      fact('work', count(row[MACS]) + ' MACs, ' + count(row[LANES]) + ' lane operations, ' + count(row[PARAMETERS]) + ' parameters; MAC utilization ' + percent(row[USED]));
      fact('DRAM', bytes(row[READ]) + ' read, ' + bytes(row[WRITTEN]) + ' written');
      fact('energy', joules(row[ENERGY]) + ': ' + data.energy.names.map(function (name, k) { return row[PARTS + k] ? name + ' ' + joules(row[PARTS + k]) : ''; }).filter(String).join(', '));
      fact('peak SRAM', bytes(row[PEAK]));
      if (row[GROUP]) fact('runs with', row[GROUP]);
      if (row[MAPPING]) fact('mapping', row[MAPPING]);
      var zoom = page.add(box, 'button', 'Zoom the charts to it');
      zoom.type = 'button';
      zoom.addEventListener('click', function () { linked.range(i - 0.5, i + 1.5, null); });
      var all = page.add(box, 'button', 'Show everything');
      all.type = 'button';
      all.addEventListener('click', function () { linked.range(0, rows.length, null); });
    });
    Array.prototype.forEach.call(document.querySelectorAll('[data-everything]'), function (button) {
      button.addEventListener('click', function () { linked.range(0, rows.length, null); });
    });
  }
})();
