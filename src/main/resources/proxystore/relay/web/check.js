'use strict';
// The check page: two temporary peers in this browser meet through the relay that served the page, once in each generation
// of the protocol. All texts are set as text, never as HTML. Times are in milliseconds.
(() => {
  const ANSWER_LIMIT = 10000;
  const GATHERING_LIMIT = 10000;
  const CHANNEL_LIMIT = 15000;
  const CLOSING_LIMIT = 5000;
  const PINGS = 5;
  const SUBPROTOCOL = 'proxystore-relay';

  const GENERATIONS = {
    '1.0': {users: 'ProxyStore 0.6 and later', registration: 'relay_registration', response: 'relay_response'},
    '0.5': {users: 'ProxyStore 0.4 and 0.5', registration: 'server_registration', response: 'server_response'},
  };
  const STEPS = ['WebSocket', 'Registration', 'ICE candidates', 'Offer', 'Answer', 'Data channel', 'Round trip'];
  const STATES = {
    waiting: 'waiting', running: 'running', passed: 'passed', warning: 'passed, with a warning', failed: 'failed',
    skipped: 'skipped',
  };
  const ASK_ADMINISTRATOR = 'Send this page’s text to the administrator of the relay.';
  const ALLOW_WEBRTC = 'Allow WebRTC in the browser’s settings or extensions, or use another browser. The relay itself'
    + ' answered well so far.';
  const SERVER_REFLEXIVE = 'server reflexive (through STUN)';

  const main = document.getElementById('check');
  const {host: seenHost, users} = main.dataset;
  const generations = main.dataset.generations.split(' ');

  /** Where endpoints connect: the directory of this page. */
  function relayAddress() {
    const address = new URL('./', location.href);
    address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
    address.username = '';
    address.password = '';
    return address.href;
  }

  /** Why a step failed and what the visitor can do about it. */
  class Failure extends Error {
    constructor(what, remedy) {
      super(what);
      this.remedy = remedy;
    }
  }

  // ---- why a connection ended ----

  /** @param event the close of a WebSocket that was open; @param what the message that it may have been closed for */
  function closeFailure(event, what) {
    const reason = event.reason === '' ? '' : ` The relay’s reason: “${event.reason}”`;
    const failure = (text, remedy) => new Failure(text + reason, remedy);
    switch (event.code) {
      case 1001:
        return failure('The relay closed the connection, because it is stopping (1001).', 'Try again in a minute.');
      case 1005:
      case 1006:
        return failure(
            `The connection was cut without a close (${event.code}): by a proxy or firewall on the way, or because the`
            + ' relay’s process or your network ended.',
            'Try again. If it is cut each time, try another network, or without VPN.');
      case 1008:
        return failure(
            'The server in front of the relay closed the connection by a rule of its own (1008), for instance because your'
            + ' log-in there has ended.',
            'Reload this page, and log in if it asks you to.');
      case 1009:
      case 4003:
        return failure(
            `The relay refused ${what}, because it is longer than the relay accepts (${event.code}).`,
            'The administrator of the relay can raise max_message_bytes.');
      case 1011:
        return failure('The relay failed to process a message, or this browser did not answer (1011).', ASK_ADMINISTRATOR);
      case 1013:
        return failure('The relay refuses more work at the moment (1013).',
            'Try again in a minute. If that does not help: ' + ASK_ADMINISTRATOR);
      case 1003:
      case 4000:
        return failure(`The relay did not understand ${what} (${event.code}).`,
            'Reload this page: it may be older than the relay.');
      case 4001:
        return failure('The relay is for users, and this page sent no token that it can read (4001).',
            users === 'container' ? 'Log in to the server, then reload this page.'
              : 'Enter the token that your endpoint uses, then start again.');
      case 4002:
        return failure('The relay does not accept this token (4002).',
            'It may have expired or have been revoked. Enter the token that your endpoint uses now.');
      case 4004:
        return failure('Another connection registered the same random uuid (4004).', 'Start again.');
      default:
        return failure(`The connection was closed with code ${event.code}.`, ASK_ADMINISTRATOR);
    }
  }

  /** A browser does not say why a WebSocket did not open. An ordinary request to the same address narrows it down. */
  async function openingFailure() {
    let answer;
    let text;
    try {
      answer = await fetch('./', {
        headers: {Accept: 'text/plain'}, cache: 'no-store', signal: AbortSignal.timeout(ANSWER_LIMIT),
      });
      text = (await answer.text()).slice(0, 200).trim();
    } catch (error) {
      return new Failure(
          error.name === 'TimeoutError'
            ? `The relay has not answered for ${ANSWER_LIMIT / 1000} s, although this page came from it.`
            : 'The relay does not answer any more, although this page came from it: it has stopped, or this computer has'
              + ' lost its network.',
          'Check your network, then reload this page. If it does not load, tell the administrator of the relay.');
    }
    if (answer.status === 401 || answer.status === 403) {
      return new Failure(`The server in front of the relay asks for a log-in (HTTP ${answer.status}).`,
          'Log in, then start again.');
    }
    if (!answer.ok) {
      return new Failure(
          `No WebSocket opens, and the relay’s address answers with HTTP ${answer.status}: “${text}”`,
          answer.status >= 500 ? 'The relay is starting or has stopped. Try again in a minute.' : ASK_ADMINISTRATOR);
    }
    if (seenHost !== location.host) {
      return new Failure(
          `The relay refuses WebSockets of this page, because it knows itself as “${seenHost}” and you opened it as`
          + ` “${location.host}”: a proxy changes the header Host. Endpoints are not affected.`,
          `Administrator: let the proxy pass Host on, or add "${location.origin}" to the setting origins.`);
    }
    return new Failure(
        'Pages of the relay arrive here and WebSockets do not: a proxy or firewall on the way does not let them through.',
        'Try another network, or without VPN. Administrator: the proxy must pass Upgrade and Connection on, and the log of'
        + ' the relay names each handshake that it refuses.');
  }

  // ---- one temporary peer ----

  function randomUuid() { // crypto.randomUUID is missing on pages without TLS
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  }

  /** What both peers of a check receive, in the order of its arrival. */
  class Mailbox {
    constructor() {
      this.items = [];
      this.taker = null;
    }

    put(item) {
      if (this.taker === null) {
        this.items.push(item);
      } else {
        this.taker(item);
      }
    }

    /** The next item; fails after the limit with the failure. */
    take(limit, failure) {
      if (this.items.length > 0) {
        return Promise.resolve(this.items.shift());
      }
      return new Promise((resolve, reject) => {
        const end = () => {
          clearTimeout(timer);
          this.taker = null;
        };
        const timer = setTimeout(() => {
          end();
          reject(failure);
        }, limit);
        this.taker = (item) => {
          end();
          resolve(item);
        };
      });
    }
  }

  class Peer {
    constructor(name, generation, mailbox) {
      Object.assign(this, {name, generation, mailbox, uuid: randomUuid(), socket: null, connection: null});
      this.ended = new Promise((resolve) => { this.end = resolve; });
    }

    /** Opens the WebSocket; resolves to whether it is open. */
    connect(address, protocols) {
      const socket = new WebSocket(address, protocols);
      this.socket = socket;
      socket.onmessage = (event) => this.mailbox.put({peer: this, message: parsed(event.data)});
      return within(ANSWER_LIMIT, new Promise((resolve) => {
        socket.onopen = () => resolve(true);
        socket.onclose = (closed) => {
          resolve(false);
          this.end();
          this.mailbox.put({peer: this, closed});
        };
      }));
    }

    register() {
      this.socket.send(JSON.stringify(
          {name: this.name, uuid: this.uuid, message_type: GENERATIONS[this.generation].registration}));
    }

    /** Sends the local description to the other peer, through the relay. */
    describe(other) {
      const {type, sdp} = this.connection.localDescription;
      this.socket.send(JSON.stringify({
        source_uuid: this.uuid, source_name: this.name, peer_uuid: other.uuid, description_type: type, description: sdp,
        error: null, message_type: 'peer_connection',
      }));
    }

    /** Closes all; resolves when the relay has answered the close, or does not. */
    async close() {
      if (this.connection !== null) {
        this.connection.close();
      }
      if (this.socket !== null && this.socket.readyState !== WebSocket.CLOSED) {
        this.socket.close(1000);
        await within(CLOSING_LIMIT, this.ended);
      }
    }
  }

  /** The object of a message; an empty one for any other text. */
  function parsed(text) {
    try {
      return Object(JSON.parse(text));
    } catch (error) {
      return {};
    }
  }

  /** Resolves as the promise does, or to false at the limit. */
  function within(limit, promise) {
    const late = new Promise((resolve) => { setTimeout(() => resolve(false), limit); });
    return Promise.race([promise, late]);
  }

  // ---- the steps ----

  /** One check in one generation. Each method is a step: it returns what it found out, or throws a Failure. */
  class Check {
    constructor(generation, settings) {
      this.settings = settings;
      this.mailbox = new Mailbox();
      this.caller = new Peer('relay check, caller', generation, this.mailbox);
      this.callee = new Peer('relay check, callee', generation, this.mailbox);
      this.peers = [this.caller, this.callee];
      this.channels = [];
      this.changed = () => {};
      this.response = GENERATIONS[generation].response;
    }

    async webSocket() {
      const {address, token} = this.settings;
      const protocols = token === '' ? [] : [SUBPROTOCOL, `${SUBPROTOCOL}.bearer.${base64url(token)}`];
      const open = await Promise.all(this.peers.map((peer) => peer.connect(address, protocols)));
      if (!open.every(Boolean)) {
        throw await openingFailure();
      }
      return {detail: `Two connections to ${address} are open.`};
    }

    async registration() {
      this.peers.forEach((peer) => peer.register());
      for (let answered = 0; answered < this.peers.length; answered++) {
        const message = await this.receive('the registration', ANSWER_LIMIT);
        if (message.message_type !== this.response) {
          throw new Failure('Something else than a relay answered the registration.', ASK_ADMINISTRATOR);
        }
        if (!message.success) {
          throw new Failure(`The relay refused the registration: “${message.message}”`, ASK_ADMINISTRATOR);
        }
      }
      return {detail: 'The relay has registered both peers.'};
    }

    async candidates() {
      if (typeof RTCPeerConnection === 'undefined') {
        throw new Failure('This browser has no WebRTC, or it is switched off.', ALLOW_WEBRTC);
      }
      const {stun} = this.settings;
      try {
        this.peers.forEach((peer) => {
          peer.connection = new RTCPeerConnection({iceServers: stun === '' ? [] : [{urls: stun}]});
        });
      } catch (error) {
        throw new Failure(`The browser does not accept “${stun}” as a STUN server.`,
            'Enter it as in stun:stun.example.org:3478, or leave the field empty.');
      }
      const {connection} = this.caller;
      this.use(connection.createDataChannel('check'));
      this.callee.connection.ondatachannel = (event) => {
        this.use(event.channel);
        event.channel.onmessage = (message) => event.channel.send(message.data);
      };
      const gathered = gathering(connection);
      await connection.setLocalDescription(await connection.createOffer());
      return candidateReport(await gathered, stun);
    }

    async offer() {
      this.caller.describe(this.callee);
      const message = await this.receive('the offer', ANSWER_LIMIT);
      this.requireForwarded(message, this.callee, 'offer');
      await this.callee.connection.setRemoteDescription({type: 'offer', sdp: message.description});
      return {detail: `${message.description.length} characters went through the relay to the second peer.`};
    }

    async answer() {
      const {connection} = this.callee;
      const gathered = gathering(connection);
      await connection.setLocalDescription(await connection.createAnswer());
      await gathered;
      this.callee.describe(this.caller);
      const message = await this.receive('the answer', ANSWER_LIMIT);
      this.requireForwarded(message, this.caller, 'answer');
      await this.caller.connection.setRemoteDescription({type: 'answer', sdp: message.description});
      return {detail: `${message.description.length} characters came back to the first peer.`};
    }

    async dataChannel() {
      const opened = new Promise((resolve) => {
        const look = () => {
          if (this.channels.length === 2 && this.channels.every((channel) => channel.readyState === 'open')) {
            resolve(true);
          } else if (this.caller.connection.connectionState === 'failed') {
            resolve(false);
          }
        };
        this.changed = look;
        this.caller.connection.onconnectionstatechange = look;
        look();
      });
      if (!await within(CHANNEL_LIMIT, opened)) {
        throw new Failure(
            'Offer and answer arrived, and yet the two peers in this browser found no way to each other.',
            'A firewall on this computer or an extension of the browser blocks WebRTC (UDP). The relay did its part.');
      }
      return {detail: `The direct connection is open${await this.selectedPair()}.`};
    }

    async roundTrip() {
      const [channel] = this.channels;
      const times = [];
      for (let ping = 0; ping < PINGS; ping++) {
        const sent = performance.now();
        const echo = new Promise((resolve) => { channel.onmessage = () => resolve(true); });
        channel.send(`ping ${ping}`);
        if (!await within(ANSWER_LIMIT, echo)) {
          throw new Failure('A message over the direct connection was not answered.', 'Start again.');
        }
        times.push(performance.now() - sent);
      }
      times.sort((a, b) => a - b);
      return {detail: `${PINGS} messages to the other peer and back; the median took ${shown(times[PINGS >> 1])}.`};
    }

    /** Takes part in the data channel step: both ends count. */
    use(channel) {
      this.channels.push(channel);
      channel.onopen = () => this.changed();
      this.changed();
    }

    /** The next message of either peer. */
    async receive(what, limit) {
      const item = await this.mailbox.take(limit, new Failure(
          `The relay has not answered for ${limit / 1000} s after ${what}.`,
          'Try again. If it stays so, a proxy on the way keeps messages back, or the relay is overloaded.'));
      if (item.closed !== undefined) {
        throw closeFailure(item.closed, what);
      }
      return {...item.message, receiver: item.peer};
    }

    requireForwarded(message, receiver, type) {
      if (message.message_type === 'peer_connection' && message.error) {
        throw new Failure(`The relay returned the ${type}: “${message.error}”`, ASK_ADMINISTRATOR);
      }
      if (message.receiver !== receiver || message.description_type !== type || !message.description) {
        throw new Failure(`Another message than the ${type} arrived.`, ASK_ADMINISTRATOR);
      }
    }

    /** The kinds of candidates that the connection uses, as in “, from host to host”. */
    async selectedPair() {
      const stats = await this.caller.connection.getStats();
      for (const pair of stats.values()) {
        if (pair.type === 'candidate-pair' && pair.nominated && pair.state === 'succeeded') {
          const local = stats.get(pair.localCandidateId);
          const remote = stats.get(pair.remoteCandidateId);
          return local && remote ? `, from a ${local.candidateType} to a ${remote.candidateType} candidate` : '';
        }
      }
      return '';
    }

    close() {
      return Promise.all(this.peers.map((peer) => peer.close()));
    }
  }

  /** Resolves to the candidates of a connection once all are known, or at the limit. */
  function gathering(connection) {
    const found = [];
    const complete = new Promise((resolve) => {
      connection.onicecandidate = ({candidate}) => {
        if (candidate === null) {
          resolve();
        } else if (candidate.candidate !== '') {
          found.push(candidate.candidate);
        }
      };
    });
    return within(GATHERING_LIMIT, complete).then(() => found);
  }

  /** RFC 8839, section 5.1: foundation, component, transport, priority, address, port, "typ", type. */
  function candidateReport(candidates, stun) {
    const kinds = {};
    for (const text of candidates) {
      const fields = text.split(' ');
      const kind = fields[7] === 'host' ? (fields[4].endsWith('.local') ? 'host (mDNS name)' : 'host (IP address)')
        : fields[7] === 'srflx' ? SERVER_REFLEXIVE : fields[7];
      kinds[kind] = (kinds[kind] ?? 0) + 1;
    }
    const names = Object.keys(kinds);
    if (names.length === 0) {
      throw new Failure('The browser found no address of this computer for a direct connection.', ALLOW_WEBRTC);
    }
    const counted = names.map((name) => `${kinds[name]} × ${name}`).join(', ');
    if (stun === '') {
      return {detail: `${counted}. Without a STUN server there are host candidates only.`};
    }
    return kinds[SERVER_REFLEXIVE] === undefined
      ? {
        state: 'warning',
        detail: `${counted}. None came through ${stun}: it did not answer, its name is wrong, UDP is blocked, or this`
            + ' computer is not behind a NAT.',
      }
      : {detail: `${counted}.`};
  }

  function base64url(token) { // of ASCII characters alone, see isToken
    return btoa(token).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  }

  /** RFC 6750, section 2.1 (b64token). */
  function isToken(token) {
    return token === '' || /^[A-Za-z0-9._~+/-]+=*$/.test(token);
  }

  function named(list) {
    return `generation${list.length > 1 ? 's' : ''} ${list.join(' and ')}`;
  }

  function shown(time) {
    return time < 10 ? `${time.toFixed(1)} ms` : `${Math.round(time)} ms`;
  }

  // ---- the page ----

  function element(name, className, text) {
    const made = document.createElement(name);
    made.className = className;
    made.textContent = text;
    return made;
  }

  const verdict = document.getElementById('verdict');
  const results = document.getElementById('results');

  function say(state, text) {
    verdict.className = `verdict ${state}`;
    verdict.textContent = text;
  }

  /** The list of the steps of one generation. */
  class Report {
    constructor(generation) {
      this.generation = generation;
      const section = document.createElement('section');
      const title = element('h2', '', `Generation ${generation}`);
      title.id = `generation-${generation.replace('.', '-')}`;
      section.setAttribute('aria-labelledby', title.id);
      section.append(title, element('p', 'hint', `The protocol of ${GENERATIONS[generation].users}.`));
      const list = element('ol', 'steps', '');
      list.setAttribute('role', 'list');
      this.rows = STEPS.map((step) => {
        const row = document.createElement('li');
        const head = element('p', 'step', '');
        row.append(head);
        list.append(row);
        head.append(element('span', 'name', step), element('span', 'state', ''), element('span', 'time', ''));
        return row;
      });
      section.append(list);
      results.append(section);
      this.rows.forEach((row, index) => this.set(index, 'waiting'));
    }

    set(index, state, {detail, remedy, time} = {}) {
      const row = this.rows[index];
      row.className = state;
      row.querySelector('.state').textContent = STATES[state];
      row.querySelector('.time').textContent = time === undefined ? '' : shown(time);
      if (detail !== undefined) {
        row.append(element('p', 'detail', detail));
      }
      if (remedy !== undefined) {
        row.append(element('p', 'remedy', remedy));
      }
      if (state === 'running') {
        say('running', `Generation ${this.generation}: ${STEPS[index]} …`);
      }
    }

    skip(from) {
      for (let index = from; index < STEPS.length; index++) {
        this.set(index, 'skipped');
      }
    }
  }

  /** Runs the steps of one generation; resolves to the failed step, or to null. */
  async function run(generation, report, settings) {
    const check = new Check(generation, settings);
    const steps = [check.webSocket, check.registration, check.candidates, check.offer, check.answer, check.dataChannel,
      check.roundTrip];
    try {
      for (const [index, step] of steps.entries()) {
        report.set(index, 'running');
        const start = performance.now();
        try {
          const {detail, state = 'passed'} = await step.call(check);
          report.set(index, state, {detail, time: performance.now() - start});
        } catch (error) {
          const failure = error instanceof Failure ? error
            : new Failure(`The browser reports: ${error}`, 'Try another browser.');
          report.set(index, 'failed', {detail: failure.message, remedy: failure.remedy, time: performance.now() - start});
          report.skip(index + 1);
          return {generation, step: index, failure};
        }
      }
      return null;
    } finally {
      await check.close();
    }
  }

  async function runAll(settings) {
    results.replaceChildren();
    const start = performance.now();
    const reports = generations.map((generation) => new Report(generation));
    const failed = [];
    for (const report of reports) {
      if (failed.length > 0 && failed[0].step === 0) { // the relay is not reached in the other generation either
        report.skip(0);
        continue;
      }
      const failure = await run(report.generation, report, settings);
      if (failure !== null) {
        failed.push(failure);
      }
    }
    if (failed.length === 0) {
      const seconds = ((performance.now() - start) / 1000).toFixed(1);
      say('passed', `Yes: two peers met through this relay in ${named(generations)}, in ${seconds} s.`);
    } else {
      const names = failed.map(({generation, step}) => `generation ${generation} failed at “${STEPS[step]}”`).join(', ');
      say('failed', `No: ${names}. ${failed[0].failure.message} ${failed[0].failure.remedy}`);
    }
  }

  const form = document.getElementById('settings');
  const button = document.getElementById('start');
  const tokenField = document.getElementById('token');
  const stunField = document.getElementById('stun');
  document.getElementById('token-row').hidden = users === 'none' || users === 'container';

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (button.getAttribute('aria-disabled') === 'true') {
      return;
    }
    const token = tokenField.value.trim();
    if (!isToken(token)) {
      say('failed', 'This is no token: tokens have letters, digits and - . _ ~ + / = only.');
      tokenField.focus();
      return;
    }
    button.setAttribute('aria-disabled', 'true'); // keeps the keyboard's focus, which disabled would not
    button.textContent = 'Checking …';
    try {
      await runAll({address: relayAddress(), token, stun: stunField.value.trim()});
    } finally {
      button.setAttribute('aria-disabled', 'false');
      button.textContent = 'Check again';
    }
  });
})();
