// Answers for the page at a gate when the network does not: fresh while there is one, as it was kept when there is none.

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  if (event.request.method === "GET") event.respondWith(answered(event.request));
});

async function answered(request) {
  const kept = () => caches.open("gate").then((cache) => cache.match(request, { ignoreVary: true }));
  try {
    const fresh = await fetch(request);
    return fresh.status < 500 ? fresh : (await kept()) || fresh;
  } catch {
    return (await kept()) || Response.error();
  }
}
