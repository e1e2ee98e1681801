(function () {
  'use strict';
  var page = npusimPage(), model = page.data.model;
  var bytes = page.bytes, count = page.count;
  // Positions in a row of model.layers.
  var NAME = 0, CLASS = 2, KIND = 3, SHAPE = 4, PARAMETERS = 5, WEIGHTS = 6, MACS = 7, MACS_CONV_LINEAR = 8, LANE_OPS = 9, RESULTS = 10;

  page.perLayer('parameters', model, model.kinds, page.byKind(model, KIND, PARAMETERS), count);
  page.perLayer('macs', model, model.kinds, page.byKind(model, KIND, MACS), count);
  page.memory(model);
  page.layerTable(model.layers, [
    ['#', null, null], ['layer', NAME, null], ['class', CLASS, null], ['output', SHAPE, null], ['parameters', PARAMETERS, count], ['weights', WEIGHTS, bytes],
    ['MACs', MACS, count], ['MACs of conv and linear', MACS_CONV_LINEAR, count], ['lane operations', LANE_OPS, count], ['stored result', RESULTS, bytes]
  ]);
  page.show();
})();
