(function () {
  'use strict';
  var page = npusimPage(), data = page.data;

  // Bars to both sides of zero; each says its run and its value.
  function bars(id, rows, tick) {
    page.chart(id, function (style) {
      return {
        animation: false,
        grid: {left: 8, right: 90, top: 34, bottom: 30, containLabel: true},
        legend: {top: 0, left: 0, selectedMode: false, textStyle: {color: style.ink}, data: data.runs},
        tooltip: Object.assign(page.box(style), {
          axisPointer: {type: 'shadow'},
          formatter: function (items) {
            return '<strong>' + page.escape(rows[items[0].dataIndex].name) + '</strong><br>' + items.map(function (item) {
              return page.escape(item.seriesName + ': ' + rows[item.dataIndex].labels[item.seriesIndex]);
            }).join('<br>');
          }
        }),
        xAxis: page.axis({type: 'value', boundaryGap: ['16%', '14%'], axisLabel: {color: style.ink, formatter: tick}}, style),
        yAxis: page.axis({type: 'category', inverse: true, data: rows.map(function (row) { return row.name; }), axisLabel: {color: style.ink, width: 320, overflow: 'truncate'}, axisLine: {onZero: true, lineStyle: {color: style.line}}}, style),
        series: data.runs.map(function (run, i) {
          return {
            name: run, type: 'bar', itemStyle: {color: data.colors[i % data.colors.length]}, barMaxWidth: 18,
            data: rows.map(function (row) {
              return {value: row.values[i], label: {show: true, position: row.values[i] < 0 ? 'left' : 'right', color: style.ink, formatter: function () { return data.letters[i] + '  ' + row.labels[i]; }}};
            })
          };
        })
      };
    });
  }
  bars('totals', data.totals, function (value) { return Number(Math.pow(2, value).toPrecision(3)) + 'x'; });
  bars('layers', data.layers, function (value) { return value + ' ' + data.unit; });
  page.show();
})();
