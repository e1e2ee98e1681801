(function () {
  'use strict';
  var page = npusimPage(), data = page.data;
  var bytes = page.bytes, count = page.count, percent = page.percent;
  // Positions in a row of data.layers.
  var NAME = 0, CLASS = 2, COPY = 3, BOUND = 4, KIND = 5, CYCLES = 6, MACS = 7,
      PARAMETERS = 8, USED = 9, READ = 10, WRITTEN = 11, ENERGY = 12, PEAK = 13, SPLIT = 14;

  function column(position) { return data.layers.map(function (row) { return row[position]; }); }
  var fullest = Math.max(data.capacity, page.highest(data.occupancy));
  page.overTime('occupancy', data.uses, data.occupancy, bytes, fullest * 1.08, {
    latency: data.latency, blocks: data.blocks, interval: page.binary(fullest), line: data.capacity, label: 'capacity ' + bytes(data.capacity)
  });
  var engines = Object.keys(data.engines);
  page.overTime('engines', {names: engines, colors: ['#009E73', '#E69F00', '#D55E00']}, engines.map(function (e) { return data.engines[e]; }), percent, 1, {
    latency: data.latency, blocks: data.blocks, types: ['solid', 'dotted', 'dashed']
  });
  page.perLayer('parameters', data, data.kinds, page.byKind(data, KIND, PARAMETERS), count);
  page.perLayer('macs', data, data.kinds, page.byKind(data, KIND, MACS), count);
  page.memory(data.model);
  page.perLayer('utilization', data, {names: ['MAC utilization'], colors: ['#009E73']}, [column(USED)], percent, 1);
  page.perLayer('cycles', data, data.cycles, data.cycles.names.map(function (_, i) { return column(SPLIT + i); }), count);
  var blocks = Object.keys(data.blockEnergy);
  page.bars('energy', data.energy, blocks, blocks.map(function (b) { return data.blockEnergy[b]; }), page.joules);
  page.bars('decisions', data.decisions, data.tensors.map(function (t) { return t[0]; }), data.tensors.map(function (t) { return t.slice(1); }), bytes,
      page.binary(data.tensors.reduce(function (most, t) { return Math.max(most, t[1] + t[2] + t[3] + t[4]); }, 1)));
  page.layerTable(data.layers, [
    ['#', null, null], ['layer', NAME, null], ['class', CLASS, null], ['copy of', COPY, null], ['bound', BOUND, null],
    ['cycles', CYCLES, count], ['utilization', USED, percent], ['MACs', MACS, count], ['parameters', PARAMETERS, count],
    ['DRAM read', READ, bytes], ['DRAM written', WRITTEN, bytes], ['energy', ENERGY, page.joules], ['peak SRAM', PEAK, bytes]
  ]);
  page.show();
})();
