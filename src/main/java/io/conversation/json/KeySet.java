package io.conversation.json;

/**
 * Whether a key has come before in an object of very many: by 64 bits of each, eight bytes a key or not much more, where
 * strings in a set take a hundred. That two keys have the same is as good as impossible, unless somebody means them to.
 */
final class KeySet {

    private static final int LEAST = 16;

    private long[] table = new long[LEAST];
    private int size;

    /** False when it is there already. */
    boolean add(String key) {
        if (size > table.length - table.length / 8) {
            grow();
        }
        if (!put(table, hash(key))) {
            return false;
        }
        size++;
        return true;
    }

    private void grow() {
        long[] larger = new long[2 * table.length];
        for (long hash : table) {
            if (hash != 0) {
                put(larger, hash);
            }
        }
        table = larger;
    }

    private static boolean put(long[] table, long hash) {
        int mask = table.length - 1;
        int i = (int) hash & mask;
        while (table[i] != 0) {
            if (table[i] == hash) {
                return false;
            }
            i = i + 1 & mask;
        }
        table[i] = hash;
        return true;
    }

    /** Never 0, which is where nothing is. */
    private static long hash(String key) {
        long hash = key.length();
        for (int i = 0; i < key.length(); i++) {
            hash = (hash + key.charAt(i)) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 29;
        }
        hash = (hash ^ hash >>> 30) * 0xBF58476D1CE4E5B9L;
        hash ^= hash >>> 32;
        return hash == 0 ? 1 : hash;
    }
}
