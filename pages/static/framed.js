// Inside a shop's admin: what htmx asks for says by itself who asks, because some browsers keep no cookies there.
(() => {
  let token = "";
  const bridge = () => window.shopify && typeof window.shopify.idToken === "function";
  document.addEventListener("htmx:confirm", (event) => {
    if (!bridge()) return;
    event.preventDefault();
    window.shopify.idToken().then(
      (fresh) => { token = fresh; },
      () => { token = ""; },
    ).then(() => event.detail.issueRequest(true));
  });
  document.addEventListener("htmx:configRequest", (event) => {
    if (token) event.detail.headers.Authorization = `Bearer ${token}`;
  });
})();
