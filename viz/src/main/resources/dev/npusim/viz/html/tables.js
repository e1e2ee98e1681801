// Tables that people sort, filter and walk through with the keyboard.

// Sorts a table that is there as a whole: numbers by their unit.
function npusimSortable(table) {
  'use strict';
  var UNITS = {
    k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, B: 1, KiB: 1024, MiB: 1048576, GiB: 1073741824, s: 1, ms: 1e-3, us: 1e-6, ns: 1e-9, ps: 1e-12, fs: 1e-15,
    J: 1, mJ: 1e-3, uJ: 1e-6, nJ: 1e-9, pJ: 1e-12, fJ: 1e-15,
    W: 1, mW: 1e-3, uW: 1e-6, Hz: 1, kHz: 1e3, MHz: 1e6, GHz: 1e9, 'B/s': 1, 'kB/s': 1e3, 'MB/s': 1e6, 'GB/s': 1e9, 'TB/s': 1e12
  };
  function key(td) {
    var match = td.className === 'n' && /^([-+]?[\d.,]+)(?: (\S+))?$/.exec(td.textContent);
    return match ? Number(match[1].replace(/,/g, '')) * (UNITS[match[2]] || 1) : td.className === 'n' ? -Infinity : td.textContent;
  }
  npusimHeads(table.tHead.rows[0], function (column, order) {
    var rows = Array.prototype.map.call(table.tBodies[0].rows, function (row) { return [key(row.cells[column]), row]; });
    rows.sort(function (a, b) { return (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0) * order; });
    rows.forEach(function (row) { table.tBodies[0].appendChild(row[1]); });
  });
}

// Makes buttons of heads; sort(column, 1 or -1) is told of what is clicked. Largest numbers come first.
function npusimHeads(head, sort) {
  'use strict';
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
      sort(column, order === 'ascending' ? 1 : -1);
    });
  });
}

// A table of any number of rows, of which only those in sight exist.
// options: table, filter, count: ids; rows; columns: {head, get(row, index), format, number, title}; what: its rows in words;
// open(index), hover(index or -1), mark(row) a class of a row.
function npusimBigTable(page, options) {
  'use strict';
  var HEIGHT = 28, MARGIN = 12, MOST_PRINTED = 1000;
  var table = document.getElementById(options.table), scroller = table.parentNode, body = table.createTBody();
  var rows = options.rows, columns = options.columns, texts = [];
  var order = rows.map(function (_, i) { return i; }), shown = order, active = 0, selected = -1, hovered = -1, within = null, drawn = '';
  var filter = document.getElementById(options.filter), counter = document.getElementById(options.count);
  var head = table.createTHead().insertRow();
  columns.forEach(function (column) {
    var th = page.add(head, 'th', column.head, column.number ? 'n' : '');
    if (column.title) th.title = column.title;
  });
  table.className = 'big';
  table.setAttribute('aria-rowcount', rows.length + 1);
  npusimHeads(head, function (column, direction) {
    var get = columns[column].get;
    order = rows.map(function (_, i) { return i; }).sort(function (a, b) {
      var x = get(rows[a], a), y = get(rows[b], b);
      if (x === null || y === null) return x === y ? a - b : x === null ? 1 : -1;
      return (x < y ? -1 : x > y ? 1 : 0) * direction || a - b;
    });
    keep();
  });

  function words(column, index) {
    var value = column.get(rows[index], index);
    return value === null ? '-' : column.format ? column.format(value) : String(value);
  }
  function text(index) {
    if (texts[index] === undefined) texts[index] = columns.map(function (column) { return words(column, index); }).join(' \u0001 ').toLowerCase();
    return texts[index];
  }
  // Applies filter and range.
  function keep() {
    var wanted = (filter.value || '').toLowerCase().split(/\s+/).filter(String);
    shown = order.filter(function (index) {
      return (!within || within(index)) && wanted.every(function (word) { return text(index).indexOf(word) >= 0; });
    });
    counter.textContent = shown.length + ' of ' + rows.length + ' ' + options.what + (within ? ', those in the zoomed range' : '');
    active = Math.max(0, Math.min(active, shown.length - 1));
    drawn = '';
    render();
  }
  function spacer(height) {
    var tr = document.createElement('tr');
    tr.setAttribute('aria-hidden', 'true');
    tr.className = 'spacer';
    page.add(tr, 'td').colSpan = columns.length;
    tr.firstChild.style.height = height + 'px';
    return tr;
  }
  function line(place) {
    var index = shown[place], tr = document.createElement('tr');
    columns.forEach(function (column) {
      var td = page.add(tr, 'td', words(column, index), column.number ? 'n' : '');
      if (!column.number && td.textContent.length > 30) td.title = td.textContent;
    });
    tr.dataset.index = index;
    tr.tabIndex = place === active ? 0 : -1;
    tr.setAttribute('aria-rowindex', place + 2);
    var name = options.mark ? options.mark(rows[index]) : '';
    tr.className = name + (index === selected ? ' selected' : '') + (index === hovered ? ' hovered' : '');
    if (index === selected) tr.setAttribute('aria-selected', 'true');
    return tr;
  }
  function render() {
    var printing = page.state.printing;
    var first = printing ? 0 : Math.max(0, Math.floor(scroller.scrollTop / HEIGHT) - MARGIN);
    var last = printing ? Math.min(shown.length, MOST_PRINTED)
        : Math.min(shown.length, Math.ceil((scroller.scrollTop + Math.max(scroller.clientHeight, 640)) / HEIGHT) + MARGIN);
    var now = [first, last, selected, hovered, active, printing].join();
    if (now === drawn) return;
    drawn = now;
    var focused = body.contains(document.activeElement);
    var parts = document.createDocumentFragment();
    if (first > 0) parts.appendChild(spacer(first * HEIGHT));
    for (var place = first; place < last; place++) parts.appendChild(line(place));
    if (!printing && last < shown.length) parts.appendChild(spacer((shown.length - last) * HEIGHT));
    body.textContent = '';
    body.appendChild(parts);
    if (printing && last < shown.length) {
      page.add(body.insertRow(), 'td', (shown.length - last) + ' more ' + options.what + ' are not printed').colSpan = columns.length;
    }
    if (focused) { var row = body.querySelector('tr[tabindex="0"]'); if (row) row.focus({preventScroll: true}); }
  }
  function bring(place) {
    var top = place * HEIGHT, room = scroller.clientHeight - 2 * HEIGHT;
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (top > scroller.scrollTop + room) scroller.scrollTop = top - room / 2;
  }
  function rowOf(event) { return event.target.closest && event.target.closest('tr[data-index]'); }
  body.addEventListener('click', function (event) {
    var row = rowOf(event);
    if (!row) return;
    active = shown.indexOf(Number(row.dataset.index));
    options.open(Number(row.dataset.index));
  });
  body.addEventListener('keydown', function (event) {
    var page10 = Math.max(1, Math.floor(scroller.clientHeight / HEIGHT) - 2);
    var steps = {ArrowDown: 1, ArrowUp: -1, PageDown: page10, PageUp: -page10, Home: -shown.length, End: shown.length};
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      options.open(shown[active]);
    } else if (steps[event.key]) {
      event.preventDefault();
      active = Math.max(0, Math.min(shown.length - 1, active + steps[event.key]));
      bring(active);
      render();
      var row = body.querySelector('tr[tabindex="0"]');
      if (row) row.focus({preventScroll: true});
      if (options.hover) options.hover(shown[active]);
    }
  });
  if (options.hover) {
    body.addEventListener('mouseover', function (event) { var row = rowOf(event); if (row) options.hover(Number(row.dataset.index)); });
    body.addEventListener('mouseleave', function () { options.hover(-1); });
  }
  scroller.addEventListener('scroll', function () { requestAnimationFrame(render); });
  filter.addEventListener('input', function () { scroller.scrollTop = 0; active = 0; keep(); });
  window.addEventListener('beforeprint', render);
  window.addEventListener('afterprint', render);
  keep();

  return {
    // Rows that a range of a chart leaves: a predicate of indices, or null for all.
    within: function (predicate) { within = predicate; keep(); },
    select: function (index) {
      selected = index;
      var place = shown.indexOf(index);
      if (place >= 0) { active = place; bring(place); }
      render();
    },
    hover: function (index) {
      if (hovered === index) return;
      hovered = index;
      Array.prototype.forEach.call(body.querySelectorAll('tr[data-index]'), function (row) {
        row.classList.toggle('hovered', Number(row.dataset.index) === index);
      });
    },
    shown: function () { return shown; }
  };
}
