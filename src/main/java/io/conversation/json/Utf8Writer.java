package io.conversation.json;

import static io.conversation.problem.ProblemException.malformed;

import java.io.Writer;

import org.bson.io.BsonOutput;

/** Characters as UTF-8, however they come in parts; refuses a lone surrogate, which UTF-8 cannot carry. */
final class Utf8Writer extends Writer {

    private final BsonOutput out;
    private char high;

    Utf8Writer(BsonOutput out) {
        this.out = out;
    }

    @Override
    public void write(char[] text, int from, int length) {
        for (int i = from; i < from + length; i++) {
            char c = text[i];
            if (high != 0) {
                writePair(c);
            } else if (c < 0x80) {
                out.writeByte(c);
            } else if (c < 0x800) {
                out.writeByte(0xC0 | c >> 6);
                out.writeByte(0x80 | c & 0x3F);
            } else if (Character.isHighSurrogate(c)) {
                high = c;
            } else if (Character.isLowSurrogate(c)) {
                throw lone();
            } else {
                out.writeByte(0xE0 | c >> 12);
                out.writeByte(0x80 | c >> 6 & 0x3F);
                out.writeByte(0x80 | c & 0x3F);
            }
        }
    }

    private void writePair(char low) {
        if (!Character.isLowSurrogate(low)) {
            throw lone();
        }
        int c = Character.toCodePoint(high, low);
        high = 0;
        out.writeByte(0xF0 | c >> 18);
        out.writeByte(0x80 | c >> 12 & 0x3F);
        out.writeByte(0x80 | c >> 6 & 0x3F);
        out.writeByte(0x80 | c & 0x3F);
    }

    private static RuntimeException lone() {
        return malformed("A string has a lone surrogate, which UTF-8 cannot carry.");
    }

    @Override
    public void flush() {
        // Nothing is kept back.
    }

    @Override
    public void close() {
        if (high != 0) {
            high = 0;
            throw lone();
        }
    }
}
