package io.conversation.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.util.JsonParserDelegate;

/** Reads a part, and tells places in the whole. */
final class PlacedParser extends JsonParserDelegate {

    private final JsonText text;

    PlacedParser(JsonParser parser, JsonText text) {
        super(parser);
        this.text = text;
    }

    @Override
    public JsonLocation currentTokenLocation() {
        return text.inWhole(super.currentTokenLocation());
    }

    @Override
    public JsonLocation currentLocation() {
        return text.inWhole(super.currentLocation());
    }
}
