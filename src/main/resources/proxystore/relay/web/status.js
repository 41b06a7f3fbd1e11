'use strict';

// The status page. Everything from the relay is set as text, never as HTML.
(() => {
  const POLL_MS = 2000;
  const RETRY_MS = 5000;
  const TIMEOUT_MS = 10000;
  const HOUR_SECONDS = 3600;
  const MAX_EVENTS = 200;
  const SVG = 'http://www.w3.org/2000/svg';

  const view = { filter: '', sort: 'since', order: 'ascending', page: 1 };
  const rows = new Map(); // by the number of the connection
  let lastEvent = 0;
  let lastUptime = 0;
  let lastUpdate = '';
  let paused = false;
  let failing = false;
  let timer = 0;
  let request = 0; // the number of the latest one: answers to older ones are dropped
  let chosen = null; // the client of the open dialog

  const byId = (id) => document.getElementById(id);
  const count = (number) => number.toLocaleString('en');

  function setText(element, text) {
    if (element.textContent !== text) {
      element.textContent = text;
    }
  }

  function announce(text) {
    setText(byId('announcement'), text);
  }

  function bytes(number) {
    for (const [unit, size] of [['GB', 1e9], ['MB', 1e6], ['kB', 1e3]]) {
      if (number >= size) {
        return (number / size).toFixed(1) + ' ' + unit;
      }
    }
    return number + ' B';
  }

  function duration(seconds) {
    const whole = Math.floor(seconds);
    if (whole < 60) {
      return whole + ' s';
    }
    if (whole < 3600) {
      return Math.floor(whole / 60) + ' min';
    }
    const hours = Math.floor(whole / 3600);
    return hours < 48 ? hours + ' h ' + Math.floor((whole % 3600) / 60) + ' min' : Math.floor(hours / 24) + ' days';
  }

  function localTime(text) {
    const time = new Date(text);
    const today = time.toDateString() === new Date().toDateString();
    return today ? time.toLocaleTimeString() : time.toLocaleString();
  }

  // What the relay sends

  async function load() {
    window.clearTimeout(timer);
    const number = ++request;
    const query = new URLSearchParams({ ...view, after: lastEvent });
    try {
      const answer = await fetch('status.json?' + query, { signal: AbortSignal.timeout(TIMEOUT_MS) });
      if (number !== request) {
        return;
      }
      if (!answer.ok) {
        throw new Error((await answer.text()).trim());
      }
      const status = await answer.json();
      if (number === request) {
        show(status);
        setFailing('');
      }
    } catch (failure) {
      if (number === request) {
        const silent = failure instanceof TypeError || failure.name === 'TimeoutError';
        setFailing(silent ? 'The relay does not answer.' : failure.message);
      }
    }
    if (number === request) {
      schedule();
    }
  }

  function schedule() {
    window.clearTimeout(timer);
    if (!paused && !document.hidden) {
      timer = window.setTimeout(load, failing ? RETRY_MS : POLL_MS);
    }
  }

  function setFailing(why) {
    const updated = byId('updated');
    if (why === '') {
      updated.className = '';
      lastUpdate = new Date().toLocaleTimeString();
      setText(updated, 'Updated ' + lastUpdate);
      if (failing) {
        announce('The relay answers again.');
      }
    } else if (!failing) {
      updated.className = 'late';
      setText(updated, lastUpdate === '' ? 'Not loaded' : 'Not updated since ' + lastUpdate);
      announce(why);
    }
    failing = why !== '';
  }

  function show(status) {
    if (status.uptime_seconds < lastUptime) { // another process: its events are counted anew, the next answer has all
      byId('events').replaceChildren();
      lastEvent = 0;
    } else {
      showEvents(status.events);
    }
    lastUptime = status.uptime_seconds;
    const state = status.readiness === 'ready' ? '' : ' – ' + status.readiness;
    setText(byId('relay'), 'relay ' + status.version + ', running for ' + duration(status.uptime_seconds) + state);
    const latest = status.history[status.history.length - 1];
    setText(byId('clients'), count(status.clients));
    setText(byId('rate'), latest ? count(latest[2]) : '–');
    setText(byId('forwarded'), count(status.messages_forwarded));
    setText(byId('returned'), count(status.messages_returned));
    setText(byId('answered'), count(status.offers_answered));
    setText(byId('unanswered'), count(status.offers_unanswered));
    setText(byId('refusals'), count(status.refusals));
    setText(byId('outbox'), bytes(status.outbox_bytes));
    setText(byId('unregistered'), count(status.unregistered_connections));
    plot(byId('plot-clients'), 'Connected clients', status.history, 1);
    plot(byId('plot-messages'), 'Messages per second', status.history, 2);
    showTable(status);
  }

  // Plots

  function axisLabel(figure, place) {
    let label = figure.querySelector('.axis-' + place);
    if (label === null) {
      label = document.createElement('span');
      label.className = 'axis axis-' + place;
      label.setAttribute('aria-hidden', 'true');
      figure.append(label);
    }
    return label;
  }

  function niceMaximum(largest) {
    const power = 10 ** Math.floor(Math.log10(Math.max(1, largest)));
    return [1, 2, 5, 10].map((factor) => factor * power).find((nice) => nice >= largest);
  }

  function plot(figure, what, history, column) {
    let svg = figure.querySelector('svg');
    if (svg === null) {
      svg = document.createElementNS(SVG, 'svg');
      svg.setAttribute('role', 'img');
      svg.setAttribute('viewBox', '0 0 ' + HOUR_SECONDS + ' 100');
      svg.setAttribute('preserveAspectRatio', 'none');
      svg.append(document.createElementNS(SVG, 'path'));
      figure.append(svg);
    }
    const values = history.map((sample) => sample[column]);
    const largest = Math.max(0, ...values);
    const top = niceMaximum(largest);
    const points = history.map((sample) => {
      const x = Math.max(0, HOUR_SECONDS - sample[0]);
      return x.toFixed(0) + ' ' + (98 - (sample[column] / top) * 96).toFixed(1);
    });
    svg.firstChild.setAttribute('d', points.length === 0 ? '' : 'M' + points.join('L'));
    svg.setAttribute('aria-label', values.length === 0
      ? what + ': no samples yet'
      : what + ' over the last hour: now ' + count(values[values.length - 1]) + ', at most ' + count(largest));
    setText(axisLabel(figure, 'top'), count(top));
    setText(axisLabel(figure, 'bottom'), '0');
    setText(axisLabel(figure, 'from'), '60 min ago');
    setText(axisLabel(figure, 'to'), 'now');
  }

  // The table of clients

  function cell(row, type) {
    const made = document.createElement('td');
    made.className = type;
    row.append(made);
    return made;
  }

  function textCell(row, type) {
    const text = document.createElement('bdi'); // right-to-left text does not turn its neighbours
    cell(row, type).append(text);
    return text;
  }

  function makeRow(client, canDisconnect) {
    const element = document.createElement('tr');
    const shown = {
      element,
      name: textCell(element, 'label'),
      uuid: cell(element, 'uuid'),
      user: textCell(element, 'user'),
      generation: cell(element, ''),
      address: cell(element, ''),
      since: cell(element, ''),
      idle: cell(element, 'number'),
      received: cell(element, 'number'),
      sent: cell(element, 'number'),
      queued: cell(element, 'number'),
      client,
    };
    if (canDisconnect) {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = 'Disconnect';
      button.setAttribute('aria-label', 'Disconnect ' + client.name + ', ' + client.uuid);
      button.addEventListener('click', () => ask(shown.client));
      cell(element, '').append(button);
    }
    return shown;
  }

  function fillRow(shown, client) {
    shown.client = client;
    setText(shown.name, client.name);
    setText(shown.uuid, client.uuid);
    setText(shown.user, client.user);
    setText(shown.generation, client.generation);
    setText(shown.address, client.address);
    setText(shown.since, localTime(client.since));
    setText(shown.idle, duration(client.idle_seconds) + ' ago');
    setText(shown.received, count(client.messages_in));
    setText(shown.sent, count(client.messages_out));
    setText(shown.queued, bytes(client.queued_bytes));
  }

  function showTable(status) {
    const table = status.table;
    const focused = document.activeElement;
    const body = byId('rows');
    const stays = new Set(table.rows.map((client) => client.connection));
    for (const [connection, shown] of rows) {
      if (!stays.has(connection)) {
        rows.delete(connection);
        shown.element.remove();
      }
    }
    table.rows.forEach((client, index) => {
      let shown = rows.get(client.connection);
      if (shown === undefined) {
        shown = makeRow(client, status.can_disconnect);
        rows.set(client.connection, shown);
      }
      fillRow(shown, client);
      if (body.children[index] !== shown.element) {
        body.insertBefore(shown.element, body.children[index] ?? null);
      }
    });
    if (focused !== document.activeElement && !byId('confirm').open) { // its row was moved, or has gone
      (focused.isConnected ? focused : byId('clients-title')).focus({ preventScroll: true });
    }
    byId('actions').hidden = !status.can_disconnect;
    view.page = table.page;
    const first = (table.page - 1) * table.page_rows + 1;
    setText(byId('caption'), table.matching === 0
      ? (view.filter === '' ? 'No clients' : 'No client passes the filter')
      : 'Clients ' + count(first) + ' to ' + count(first + table.rows.length - 1) + ' of ' + count(table.matching)
        + (view.filter === '' ? '' : ' that pass the filter'));
    setText(byId('page'), 'Page ' + count(table.page) + ' of ' + count(table.pages));
    byId('previous').disabled = table.page <= 1;
    byId('next').disabled = table.page >= table.pages;
    byId('paging').hidden = table.pages === 1;
  }

  function showSorting() {
    for (const button of document.querySelectorAll('[data-sort]')) {
      const header = button.parentElement;
      if (button.dataset.sort === view.sort) {
        header.setAttribute('aria-sort', view.order);
      } else {
        header.removeAttribute('aria-sort');
      }
    }
  }

  // Events

  function showEvents(events) {
    const body = byId('events');
    for (const event of [...events].reverse()) {
      const row = document.createElement('tr');
      cell(row, '').textContent = localTime(event.time);
      cell(row, '').textContent = event.event;
      textCell(row, 'text').textContent = event.client;
      textCell(row, 'text').textContent = event.detail;
      body.prepend(row);
      lastEvent = event.number;
    }
    while (body.children.length > MAX_EVENTS) {
      body.lastElementChild.remove();
    }
  }

  // Disconnecting

  function ask(client) {
    chosen = client;
    setText(byId('confirm-client'), client.name + ' (' + client.uuid + ') at ' + client.address);
    setText(byId('confirm-effect'), client.generation === '0.5'
      ? 'Its connection is closed with 1001. An endpoint of ProxyStore 0.4 or 0.5 registers again when it next sends.'
      : 'Its connection is closed with 1001. An endpoint of ProxyStore 0.6 or later registers again at once.');
    byId('confirm').showModal();
  }

  async function disconnect() {
    const client = chosen;
    byId('confirm').close();
    try {
      const answer = await fetch('status/disconnect', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ uuid: client.uuid, connection: client.connection }),
      });
      announce(answer.ok ? 'Disconnected ' + client.name + ' (' + client.uuid + ').' : (await answer.text()).trim());
    } catch {
      announce('The relay does not answer.');
    }
    load();
  }

  // "Is this uuid here?"

  async function lookUp(event) {
    event.preventDefault();
    const found = byId('found');
    try {
      const answer = await fetch('status.json?' + new URLSearchParams({ uuid: byId('uuid').value }));
      if (!answer.ok) {
        setText(found, answer.status === 400 ? 'This is no uuid.' : (await answer.text()).trim());
        return;
      }
      const status = await answer.json();
      setText(found, status.registered
        ? 'Yes: ' + status.client.name + ' at ' + status.client.address + ', registered since '
          + localTime(status.client.since) + ', last activity ' + duration(status.client.idle_seconds) + ' ago.'
        : status.elsewhere === 'other node' ? 'A client has registered ' + status.uuid + ' at another node of this relay.'
        : status.elsewhere === 'unreachable' ? 'No client has registered ' + status.uuid
          + ' at this node, and the other nodes do not answer.'
        : 'No client has registered ' + status.uuid + ' at this relay.');
    } catch {
      setText(found, 'The relay does not answer.');
    }
  }

  // What the viewer does

  byId('pause').addEventListener('click', () => {
    paused = !paused;
    byId('pause').setAttribute('aria-pressed', String(paused));
    if (paused) {
      window.clearTimeout(timer);
    } else {
      load();
    }
  });
  byId('filter').addEventListener('input', () => {
    view.filter = byId('filter').value;
    view.page = 1;
    load().then(() => announce(byId('caption').textContent));
  });
  byId('filter-form').addEventListener('submit', (event) => event.preventDefault());
  byId('lookup').addEventListener('submit', lookUp);
  for (const button of document.querySelectorAll('[data-sort]')) {
    button.addEventListener('click', () => {
      const again = view.sort === button.dataset.sort;
      view.order = again && view.order === 'ascending' ? 'descending' : 'ascending';
      view.sort = button.dataset.sort;
      view.page = 1;
      showSorting();
      load();
    });
  }
  byId('previous').addEventListener('click', () => {
    view.page -= 1;
    load();
  });
  byId('next').addEventListener('click', () => {
    view.page += 1;
    load();
  });
  byId('cancel').addEventListener('click', () => byId('confirm').close());
  byId('disconnect').addEventListener('click', disconnect);
  byId('confirm').addEventListener('close', () => {
    if (document.activeElement === document.body) { // the row of the button has gone meanwhile
      byId('clients-title').focus({ preventScroll: true });
    }
  });
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden && !paused) {
      load();
    }
  });

  showSorting();
  load();
})();
