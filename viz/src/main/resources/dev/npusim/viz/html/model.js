(function () {
  'use strict';
  var page = npusimPage(), model = page.data.model;
  var bytes = page.bytes, count = page.count;
  // Positions in a row of model.layers.
  var NAME = 0, BLOCK = 1, CLASS = 2, KIND = 3, SHAPE = 4, PARAMETERS = 5, WEIGHTS = 6, MACS = 7, MACS_CONV_LINEAR = 8, LANE_OPS = 9, RESULTS = 10;
  var linked = npusimLayers(page, model, null);

  linked.chart('parameters', model.kinds, linked.byKind(KIND, PARAMETERS), count);
  linked.chart('macs', model.kinds, linked.byKind(KIND, MACS), count);
  linked.toggle('per', ['parameters', 'macs']);
  linked.memory(model);
  function col(head, position, format) { return {head: head, get: function (row) { return row[position]; }, format: format, number: !!format}; }
  linked.use(npusimBigTable(page, {
    table: 'layer-table', filter: 'filter', count: 'count', rows: model.layers, what: 'layers',
    columns: [
      {head: '#', get: function (_, i) { return i; }, number: true}, col('layer', NAME), col('block', BLOCK), col('class', CLASS), col('output', SHAPE), col('parameters', PARAMETERS, count),
      col('weights', WEIGHTS, bytes), col('MACs', MACS, count), col('MACs of conv and linear', MACS_CONV_LINEAR, count), col('lane operations', LANE_OPS, count), col('stored result', RESULTS, bytes)
    ],
    open: linked.select, hover: function (i) { linked.hover(i, null); }
  }));
  Array.prototype.forEach.call(document.querySelectorAll('[data-everything]'), function (button) {
    button.addEventListener('click', function () { linked.range(0, model.layers.length, null); });
  });
  page.show();
})();
