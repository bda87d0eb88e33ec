package io.conversation.json;

import java.math.BigDecimal;

import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonNumber;
import org.bson.BsonValue;

/** Whether two stored values are the same JSON value. */
final class JsonEquality {

    private JsonEquality() {
    }

    static boolean same(BsonValue a, BsonValue b) {
        if (a instanceof BsonNumber x && b instanceof BsonNumber y) {
            return sameNumber(x, y);
        }
        if (a instanceof BsonDocument x && b instanceof BsonDocument y) {
            return sameObject(x, y);
        }
        if (a instanceof BsonArray x && b instanceof BsonArray y) {
            return sameArray(x, y);
        }
        return a.equals(b);
    }

    private static boolean sameObject(BsonDocument a, BsonDocument b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (var member : a.entrySet()) {
            BsonValue other = b.get(member.getKey());
            if (other == null || !same(member.getValue(), other)) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameArray(BsonArray a, BsonArray b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (!same(a.get(i), b.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** A long and a double are compared exactly: 2^53 + 1 as a long is no double. */
    private static boolean sameNumber(BsonNumber a, BsonNumber b) {
        if (a.isDouble() == b.isDouble()) {
            return a.isDouble() ? a.doubleValue() == b.doubleValue() : a.longValue() == b.longValue();
        }
        double decimal = a.isDouble() ? a.doubleValue() : b.doubleValue();
        long integer = a.isDouble() ? b.longValue() : a.longValue();
        return Double.isFinite(decimal) && new BigDecimal(decimal).compareTo(BigDecimal.valueOf(integer)) == 0;
    }
}
