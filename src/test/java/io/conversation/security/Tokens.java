package io.conversation.security;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.conversation.Json;

/** Tokens as a provider makes them, and as whoever would like to be taken for one. */
final class Tokens {

    static final String ISSUER = "https://provider.example/realms/calls";
    static final String AUDIENCE = "conversations";
    static final String ALL = "sessions:read sessions:write sessions:admin";

    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

    private Tokens() {
    }

    /** The same pair for whoever asks in this process: a profile is not loaded by the loader of its test. */
    static synchronized KeyPair pair(String name) {
        String property = Tokens.class.getName() + "." + name;
        try {
            if (System.getProperty(property) == null) {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
                generator.initialize(2048);
                KeyPair made = generator.generateKeyPair();
                System.setProperty(property,
                        base64(made.getPublic().getEncoded()) + " " + base64(made.getPrivate().getEncoded()));
            }
            String[] parts = System.getProperty(property).split(" ");
            KeyFactory factory = KeyFactory.getInstance("RSA");
            PublicKey known = factory.generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(parts[0])));
            PrivateKey secret = factory.generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(parts[1])));
            return new KeyPair(known, secret);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** A token that is good for a minute and all scopes, of the tenant {@code acme}. */
    static ObjectNode claims() {
        long now = Instant.now().getEpochSecond();
        return Json.object("iss", ISSUER, "aud", AUDIENCE, "sub", "bot", "scope", ALL, "tenant", "acme")
                .put("iat", now - 5).put("exp", now + 60);
    }

    static String signed(KeyPair pair, String keyId, ObjectNode claims) {
        try {
            String content = content("RS256", keyId, claims);
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(pair.getPrivate());
            signature.update(content.getBytes(StandardCharsets.US_ASCII));
            return content + "." + URL.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static String unsigned(ObjectNode claims) {
        return content("none", null, claims) + ".";
    }

    static String withHmac(byte[] secret, ObjectNode claims) {
        try {
            String content = content("HS256", null, claims);
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return content + "." + URL.encodeToString(mac.doFinal(content.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String content(String algorithm, String keyId, ObjectNode claims) {
        ObjectNode head = Json.object("alg", algorithm, "typ", "JWT");
        if (keyId != null) {
            head.put("kid", keyId);
        }
        return part(head) + "." + part(claims);
    }

    private static String part(ObjectNode node) {
        return URL.encodeToString(node.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** What is no token, and each in a way of its own. */
    static Map<String, String> malformed() {
        Map<String, String> tokens = new LinkedHashMap<>();
        for (String text : List.of(".", "..", "...", "..a", "a..", ".a.", "a.b", "a.b.c", "e30.e30", "e30.e30.", "e30.e30.a.b",
                "WzFd.e30.YQ", "e30.e30.Y!", "eyJhIjo.e30.YQ")) {
            tokens.put("'" + text + "'", text);
        }
        String whole = signed(pair("wrong"), null, claims());
        tokens.put("unterminated", whole.substring(0, whole.lastIndexOf('.')));
        tokens.put("head cut off", whole.substring(10));
        tokens.put("dots", ".".repeat(8192));
        tokens.put("dots and letters", "a.".repeat(4096));
        return tokens;
    }

    /** The public key as a provider shows it. */
    static ObjectNode jwk(KeyPair pair, String keyId) {
        RSAPublicKey known = (RSAPublicKey) pair.getPublic();
        return Json.object("kty", "RSA", "use", "sig", "alg", "RS256", "kid", keyId, "n",
                URL.encodeToString(unsigned(known.getModulus().toByteArray())), "e",
                URL.encodeToString(known.getPublicExponent().toByteArray()));
    }

    private static byte[] unsigned(byte[] number) {
        return number[0] == 0 ? java.util.Arrays.copyOfRange(number, 1, number.length) : number;
    }
}
