/** Heights of rows, with their sums: a Fenwick tree, so that 50,000 rows cost sixteen steps and not 50,000. */
export class Heights {
  #values = [];
  #tree = [0];

  get size() {
    return this.#values.length;
  }

  push(height) {
    this.#values.push(height);
    const node = this.#values.length;
    let sum = height;
    for (let child = node - 1; child > node - (node & -node); child -= child & -child) {
      sum += this.#tree[child];
    }
    this.#tree.push(sum);
  }

  /** Forgets the rows from `size` on. */
  truncate(size) {
    this.#values.length = size;
    this.#tree.length = size + 1;
  }

  get(index) {
    return this.#values[index];
  }

  set(index, height) {
    const change = height - this.#values[index];
    this.#values[index] = height;
    for (let node = index + 1; node < this.#tree.length; node += node & -node) {
      this.#tree[node] += change;
    }
  }

  /** Where row `index` begins; with `index === size`, where the last one ends. */
  offset(index) {
    let sum = 0;
    for (let node = index; node > 0; node -= node & -node) {
      sum += this.#tree[node];
    }
    return sum;
  }

  /** The row that `y` falls into; the last one beyond the end. */
  indexAt(y) {
    let index = 0;
    let rest = y;
    for (let step = 1 << (31 - Math.clz32(Math.max(1, this.size))); step > 0; step >>= 1) {
      if (index + step <= this.size && this.#tree[index + step] <= rest) {
        index += step;
        rest -= this.#tree[index];
      }
    }
    return Math.max(0, Math.min(index, this.size - 1));
  }
}
