package io.conversation.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Whether two stored objects are the same JSON value. Compares where they are, as a tree of each would take many times their
 * size. A type that JSON lacks, which only another writer can have stored, is like nothing else.
 */
final class JsonEquality {

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int DOUBLE = 1;
    private static final int STRING = 2;
    private static final int OBJECT = 3;
    private static final int ARRAY = 4;
    private static final int BOOLEAN = 8;
    private static final int NULL = 10;
    private static final int INT32 = 16;
    private static final int INT64 = 18;
    private static final int UNKNOWN = -1;

    private final byte[] one;
    private final byte[] other;

    private JsonEquality(byte[] one, byte[] other) {
        this.one = one;
        this.other = other;
    }

    /** @param one BSON, well-formed, as is the other */
    static boolean same(byte[] one, byte[] other) {
        return Arrays.equals(one, other) || new JsonEquality(one, other).sameMembers(0, 0, true);
    }

    /** Of two objects or arrays; only an object's may stand in another order. */
    private boolean sameMembers(int a, int b, boolean anyOrder) {
        a += Integer.BYTES;
        b += Integer.BYTES;
        while (one[a] != 0 && other[b] != 0) {
            int valueA = nameEnd(one, a) + 1;
            int valueB = nameEnd(other, b) + 1;
            if (anyOrder && !Arrays.equals(one, a + 1, valueA, other, b + 1, valueB)) {
                return sameInAnyOrder(a, b);
            }
            if (!sameValue(one[a], valueA, other[b], valueB)) {
                return false;
            }
            a = valueEnd(one, one[a], valueA);
            b = valueEnd(other, other[b], valueB);
        }
        return one[a] == other[b];
    }

    /** The members from there on, by hashes of their names, eight bytes each. */
    private boolean sameInAnyOrder(int a, int b) {
        long[] places = placesByHash(other, b);
        int left = places.length;
        while (one[a] != 0) {
            int valueA = nameEnd(one, a) + 1;
            int found = find(places, a + 1, valueA);
            if (found == UNKNOWN || !sameValue(one[a], valueA, other[found], nameEnd(other, found) + 1)) {
                return false;
            }
            left--;
            a = valueEnd(one, one[a], valueA);
        }
        return left == 0;
    }

    private int find(long[] places, int from, int to) {
        int hash = hash(one, from, to);
        int at = Arrays.binarySearch(places, (long) hash << Integer.SIZE);
        for (int i = at < 0 ? -at - 1 : at; i < places.length && (int) (places[i] >> Integer.SIZE) == hash; i++) {
            int place = (int) places[i];
            if (Arrays.equals(one, from, to, other, place + 1, nameEnd(other, place) + 1)) {
                return place;
            }
        }
        return UNKNOWN;
    }

    /** None where a type is unknown, so that nothing is found. */
    private static long[] placesByHash(byte[] bson, int at) {
        int count = 0;
        for (int i = at; bson[i] != 0; count++) {
            i = valueEnd(bson, bson[i], nameEnd(bson, i) + 1);
            if (i == UNKNOWN) {
                return new long[0];
            }
        }
        long[] places = new long[count];
        for (int i = 0; i < count; i++) {
            int value = nameEnd(bson, at) + 1;
            places[i] = (long) hash(bson, at + 1, value) << Integer.SIZE | at;
            at = valueEnd(bson, bson[at], value);
        }
        Arrays.sort(places);
        return places;
    }

    private static int hash(byte[] bson, int from, int to) {
        int hash = 1;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + bson[i];
        }
        return hash;
    }

    private boolean sameValue(int typeA, int a, int typeB, int b) {
        if (isNumber(typeA) && isNumber(typeB)) {
            return sameNumber(typeA, a, typeB, b);
        }
        if (typeA != typeB) {
            return false;
        }
        return switch (typeA) {
            case OBJECT -> sameMembers(a, b, true);
            case ARRAY -> sameMembers(a, b, false);
            case STRING, BOOLEAN, NULL ->
                Arrays.equals(one, a, valueEnd(one, typeA, a), other, b, valueEnd(other, typeB, b));
            default -> false;
        };
    }

    private static boolean isNumber(int type) {
        return type == INT32 || type == INT64 || type == DOUBLE;
    }

    /** A long and a double are compared exactly: 2^53 + 1 as a long is no double. */
    private boolean sameNumber(int typeA, int a, int typeB, int b) {
        if (typeA != DOUBLE && typeB != DOUBLE) {
            return integer(one, typeA, a) == integer(other, typeB, b);
        }
        if (typeA == DOUBLE && typeB == DOUBLE) {
            return decimal(one, a) == decimal(other, b);
        }
        double decimal = typeA == DOUBLE ? decimal(one, a) : decimal(other, b);
        long integer = typeA == DOUBLE ? integer(other, typeB, b) : integer(one, typeA, a);
        return decimal >= -0x1p63 && decimal < 0x1p63 && (long) decimal == integer && (long) decimal == decimal;
    }

    private static long integer(byte[] bson, int type, int at) {
        return type == INT32 ? (int) INT.get(bson, at) : (long) LONG.get(bson, at);
    }

    private static double decimal(byte[] bson, int at) {
        return Double.longBitsToDouble((long) LONG.get(bson, at));
    }

    private static int nameEnd(byte[] bson, int at) {
        int end = at + 1;
        while (bson[end] != 0) {
            end++;
        }
        return end;
    }

    private static int valueEnd(byte[] bson, int type, int at) {
        return switch (type) {
            case DOUBLE, INT64 -> at + Long.BYTES;
            case INT32 -> at + Integer.BYTES;
            case STRING -> at + Integer.BYTES + (int) INT.get(bson, at);
            case OBJECT, ARRAY -> at + (int) INT.get(bson, at);
            case BOOLEAN -> at + 1;
            case NULL -> at;
            default -> UNKNOWN;
        };
    }
}
