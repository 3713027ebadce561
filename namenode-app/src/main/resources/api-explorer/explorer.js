'use strict';

// Builds one form for each call of the description. Everything is set as text, never as markup.

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

function resolve(description, node) {
  if (!node || !node.$ref) {
    return node;
  }
  return node.$ref.slice(2).split('/').reduce((at, key) => at[key], description);
}

function example(description, schema, depth) {
  const known = resolve(description, schema);
  if (!known || depth > 4) {
    return null;
  }
  if (known.oneOf) {
    return null;
  }
  if (known.enum) {
    return known.enum[0];
  }
  const type = Array.isArray(known.type) ? 'null' : known.type;
  switch (type) {
    case 'object':
      return Object.fromEntries(Object.entries(known.properties || {})
        .map(([name, property]) => [name, example(description, property, depth + 1)]));
    case 'array':
      return [];
    case 'integer':
    case 'number':
      return 0;
    case 'boolean':
      return false;
    case 'string':
      return '';
    default:
      return null;
  }
}

function quoted(text) {
  return "'" + text.replaceAll("'", "'\\''") + "'";
}

function field(parameter, id) {
  const schema = parameter.schema || {};
  let input;
  if (schema.enum) {
    input = element('select', { id });
    schema.enum.forEach(value => input.append(element('option', { value }, value)));
  } else {
    input = element('input', { id, autocomplete: 'off', spellcheck: 'false' });
  }
  if (parameter.required) {
    input.required = true;
  }
  const kind = element('span', { class: 'kind' },
    ` ${parameter.in}${parameter.required ? ', needed' : ''}. ${parameter.description || ''}`);
  return { parameter, input, label: element('label', { for: id }, parameter.name, kind) };
}

function request(path, method, fields, body) {
  let address = '/api/v1' + path;
  const query = new URLSearchParams();
  const headers = {};
  for (const { parameter, input } of fields) {
    if (parameter.in === 'path') {
      address = address.replace(`{${parameter.name}}`, encodeURIComponent(input.value));
    } else if (input.value !== '') {
      if (parameter.in === 'query') {
        query.set(parameter.name, input.value);
      } else {
        headers[parameter.name] = input.value;
      }
    }
  }
  const user = document.getElementById('user').value;
  if (user !== '') {
    query.set('user.name', user);
  }
  const text = query.toString();
  const options = { method: method.toUpperCase(), headers };
  if (body) {
    headers['Content-Type'] = 'application/json';
    options.body = body.value;
  }
  return { address: text === '' ? address : `${address}?${text}`, options };
}

function curl({ address, options }) {
  const words = ['curl', '-X', options.method, quoted(location.origin + address)];
  for (const [name, value] of Object.entries(options.headers)) {
    words.push('-H', quoted(`${name}: ${value}`));
  }
  if (options.body !== undefined) {
    words.push('-d', quoted(options.body));
  }
  return words.join(' ');
}

async function send(sent, output) {
  output.textContent = `${curl(sent)}\n\n...`;
  try {
    const answer = await fetch(sent.address, sent.options);
    let text = await answer.text();
    try {
      text = JSON.stringify(JSON.parse(text), null, 2);
    } catch (notJson) {
      // Shown as it came.
    }
    output.textContent = `${curl(sent)}\n\n${answer.status}\n${text}`;
  } catch (failure) {
    output.textContent = `${curl(sent)}\n\nNo answer: ${failure.message}`;
  }
}

function call(description, path, method, operation) {
  const id = operation.operationId;
  const fields = (operation.parameters || [])
    .map(parameter => resolve(description, parameter))
    .filter(parameter => parameter.name !== 'user.name')
    .map((parameter, i) => field(parameter, `${id}-${i}`));
  const form = element('form', { class: 'call' });
  if (operation.description) {
    form.append(element('p', {}, operation.description));
  }
  fields.forEach(({ label, input }) => form.append(label, input));
  const content = operation.requestBody && operation.requestBody.content;
  let body = null;
  if (content && content['application/json']) {
    body = element('textarea', { id: `${id}-body`, spellcheck: 'false' });
    body.value = JSON.stringify(example(description, content['application/json'].schema, 0), null, 2);
    form.append(element('label', { for: `${id}-body` }, 'Body'), body);
  }
  const output = element('pre', { hidden: '', 'aria-live': 'polite', tabindex: '0', 'aria-label': 'Answer' });
  if (content && content['application/octet-stream']) {
    form.append(element('p', {}, 'Its body is binary: DataNodes send it.'));
  } else {
    form.append(element('button', { type: 'submit' }, 'Send'));
  }
  form.append(output);
  form.addEventListener('submit', event => {
    event.preventDefault();
    output.hidden = false;
    send(request(path, method, fields, body), output);
  });
  return element('details', { id },
    element('summary', {},
      element('span', { class: 'method' }, method.toUpperCase()), ' ',
      element('span', { class: 'address' }, path), ' ',
      element('span', { class: 'said' }, operation.summary)),
    form);
}

async function main() {
  const calls = document.getElementById('calls');
  const description = await (await fetch('openapi.json')).json();
  calls.replaceChildren();
  for (const tag of description.tags) {
    calls.append(element('h2', {}, tag.name), element('p', {}, tag.description));
    for (const [path, methods] of Object.entries(description.paths)) {
      for (const [method, operation] of Object.entries(methods)) {
        if (operation.tags.includes(tag.name)) {
          calls.append(call(description, path, method, operation));
        }
      }
    }
  }
  const wanted = document.getElementById(location.hash.slice(1));
  if (wanted) {
    wanted.open = true;
  }
}

main().catch(failure => {
  document.getElementById('calls').textContent = `The description cannot be read: ${failure.message}`;
});
