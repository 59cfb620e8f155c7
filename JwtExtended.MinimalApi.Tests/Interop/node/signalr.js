import { HttpTransportType, HubConnectionBuilder, LogLevel } from '@microsoft/signalr';
import { solveEach } from './cases.js';

// Connects, calls the methods, and stays until the connection is closed.
await solveEach(async ({ url, transport, token, methods }) => {
  const received = [];
  const connection = new HubConnectionBuilder()
    .withUrl(url, { transport: HttpTransportType[transport], accessTokenFactory: () => token })
    .configureLogging(LogLevel.None)
    .build();
  connection.on('said', text => received.push(text));
  const closed = new Promise(resolve => connection.onclose(error => resolve(error ? `${error}` : 'normally')));
  await connection.start();
  const results = [];
  for (const method of methods)
    results.push(await connection.invoke(method).then(result => `${result}`, () => 'refused'));
  // Without a response: from now on nothing arrives by itself.
  await connection.send('Ready');
  return { results, closed: await closed, received };
});
