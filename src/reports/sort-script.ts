/**
 * What makes the columns of tables sortable: each head with `data-sort` gets a button, and rows go by the `data-sort` of
 * their cells, as numbers where all are. Without it the page reads the same.
 */
export const SORT_SCRIPT = `
for (const head of document.querySelectorAll('thead th[data-sort]')) {
  const button = document.createElement('button');
  button.type = 'button';
  button.append(...head.childNodes);
  head.append(button);
  button.addEventListener('click', () => {
    const row = head.parentElement;
    const place = [...row.children].indexOf(head);
    const body = head.closest('table').tBodies[0];
    const isUp = head.getAttribute('aria-sort') === head.dataset.sort ? head.dataset.sort !== 'ascending' : head.dataset.sort === 'ascending';
    for (const other of row.children) other.removeAttribute('aria-sort');
    head.setAttribute('aria-sort', isUp ? 'ascending' : 'descending');
    const keyOf = (line) => line.children[place].dataset.sort ?? '';
    const compare = (a, b) => {
      const [one, other] = [keyOf(a), keyOf(b)];
      if (one === '' || other === '') return Number(one === '') - Number(other === '');
      const difference = Number.isNaN(one - other) ? one.localeCompare(other, 'en', { numeric: true }) : one - other;
      return isUp ? difference : -difference;
    };
    body.append(...[...body.rows].sort(compare));
  });
}`;
