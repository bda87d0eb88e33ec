package io.conversation.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures as Standard Webhooks 1.0.0 has them, by the vector of its libraries. */
class SignaturesTest {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private static final long SECONDS = 1_614_265_330;
    private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);
    private static final String SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    private static String secret(int bytes) {
        return "whsec_" + Base64.getEncoder().encodeToString(new byte[bytes]);
    }

    @Test
    void the_vector_of_the_standard_is_signed_as_it_is_there() {
        assertThat(Signatures.of(SECRET).of(ID, SECONDS, BODY)).isEqualTo(SIGNATURE);
    }

    @Test
    void each_of_several_secrets_signs_so_that_one_can_take_the_place_of_another() {
        String[] both = Signatures.of(" " + secret(32) + "  " + SECRET + "\n").of(ID, SECONDS, BODY).split(" ");
        assertThat(both).hasSize(2).contains(SIGNATURE).doesNotHaveDuplicates()
                .allSatisfy(each -> assertThat(each).startsWith("v1,"));
    }

    @Test
    void a_secret_has_24_to_64_bytes() {
        assertThat(Signatures.of(secret(24)).of(ID, SECONDS, BODY)).startsWith("v1,");
        assertThat(Signatures.of(secret(64)).of(ID, SECONDS, BODY)).startsWith("v1,");
        assertThatThrownBy(() -> Signatures.of(secret(23))).hasMessageContaining("24 to 64");
        assertThatThrownBy(() -> Signatures.of(secret(65))).hasMessageContaining("24 to 64");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa*w", SECRET + " other" })
    void what_is_no_secret_is_refused_and_not_repeated(String text) {
        assertThatThrownBy(() -> Signatures.of(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("whsec_").hasMessageNotContaining("MfKQ");
    }
}
