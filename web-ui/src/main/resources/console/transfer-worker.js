// Sends one file to one DataNode. It runs in a worker because a worker obeys the policy of its own script, which allows
// this DataNode and nothing else.
onmessage = ({ data: { url, file } }) => {
  const request = new XMLHttpRequest();
  let told = 0;
  request.upload.onprogress = (event) => {
    const now = performance.now();
    if (now - told > 100 || event.loaded === event.total) {
      told = now;
      postMessage({ kind: "progress", sent: event.loaded });
    }
  };
  request.onload = () => postMessage({ kind: "answer", status: request.status, body: request.responseText.slice(0, 65536) });
  request.onerror = () => postMessage({ kind: "lost" });
  request.open("PUT", url);
  request.setRequestHeader("Content-Type", "application/octet-stream");
  request.send(file);
};
