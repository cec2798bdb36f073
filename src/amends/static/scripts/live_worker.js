// One event stream for all pages of a browser: it hears of cases by their ids and passes them on.
const pages = new BroadcastChannel("amends-live");
let stream;

const listen = () => {
  stream = new EventSource("/live");
  for (const name of ["cases", "looks", "pictures", "again"]) stream.addEventListener(name, (event) => pages.postMessage({ name, said: event.data }));
};

addEventListener("connect", () => {
  if (!stream || stream.readyState === EventSource.CLOSED) listen();
});
listen();
