package io.conversation.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The link to the next page has the request's own query, with the cursor in the place of where it was. */
class PageLinkTest {

    @ParameterizedTest
    @CsvSource(delimiterString = " > ", nullValues = "-", value = {
            "-                                               > ?cursor=C",
            "limit=2                                         > ?limit=2&cursor=C",
            "status=active&order=asc&limit=2&language=de     > ?status=active&order=asc&limit=2&language=de&cursor=C",
            "limit=2&cursor=B&order=asc                      > ?limit=2&order=asc&cursor=C",
            "%63ursor=B&offset=20&limit=2                    > ?limit=2&cursor=C",
            "type=system&from=1&type=bot_speech              > ?type=system&from=1&type=bot_speech&cursor=C",
            "from=2026-01-01T01:00:00%2B01:00                > ?from=2026-01-01T01:00:00%2B01:00&cursor=C",
            "from=2026-01-01T01%3a00%3A00Z                   > ?from=2026-01-01T01%3a00%3A00Z&cursor=C",
            "&&limit=2;cursor=B&                             > ?limit=2&cursor=C",
            "count&limit=2&metadata.caller=                  > ?count&limit=2&metadata.caller=&cursor=C",
            "metadata.caller=a+b%26c=d                       > ?metadata.caller=a+b%26c=d&cursor=C",
            "metadata.caller=<a|b>                           > ?metadata.caller=%3Ca%7Cb%3E&cursor=C" })
    void it_keeps_the_order_of_the_parameters_and_how_they_were_written(String query, String link) {
        assertThat(PageLink.next("/sessions", query, "C")).isEqualTo("/sessions" + link);
    }
}
