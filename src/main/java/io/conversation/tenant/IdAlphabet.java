package io.conversation.tenant;

/**
 * The alphabet of what clients call things: 1 to 128 characters of those that RFC 3986 lets stand in a path by themselves, and
 * {@code |}. None begins with a dot, as {@code .} and {@code ..} are no ids to whoever reads a path.
 */
public final class IdAlphabet {

    public static final int MAX_LENGTH = 128;
    public static final String PATTERN = "^[A-Za-z0-9_~!$&'()*+,;=:@|-][A-Za-z0-9._~!$&'()*+,;=:@|-]{0,127}$";
    public static final String RULE = "has to be 1 to 128 of A-Z a-z 0-9 - . _ ~ ! $ & ' ( ) * + , ; = : @ |, the first not a dot";

    private static final String MARKS = "-._~!$&'()*+,;=:@|";

    private IdAlphabet() {
    }

    public static boolean isWellFormed(String id) {
        if (id.isEmpty() || id.length() > MAX_LENGTH || id.charAt(0) == '.') {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            boolean letterOrDigit = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!letterOrDigit && MARKS.indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }
}
