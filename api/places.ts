/** A number of places, each held by somebody until they leave it. */
export interface Places {
  /** @returns false when all are taken */
  take(holder: object): boolean;
  /** Gives the place free; harmless for who holds none. */
  leave(holder: object): void;
}

export function createPlaces(count: number): Places {
  const holders = new Set<object>();
  return {
    take(holder) {
      if (holders.size >= count) return false;
      holders.add(holder);
      return true;
    },
    leave: holder => void holders.delete(holder),
  };
}
