package io.conversation.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.List;

import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.conversation.paging.Order;
import io.conversation.problem.Violation;

class QueryParametersTest {

    @ParameterizedTest
    @CsvSource({ "1,1", "50,50", "500,500", "501,500", "007,7", "99999999999999999999,500" })
    void a_limit_is_1_and_up_and_no_more_than_500(String given, int limit) {
        QueryParameters query = query("limit", given);
        assertThat(query.limit()).isEqualTo(limit);
        assertThat(query.violations().isEmpty()).isTrue();
    }

    @Test
    void without_a_limit_it_is_50() {
        assertThat(query().limit()).isEqualTo(50);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "0", "00", "-1", "1.0", "1e2", "ten", " 1", "+1", "0x10", "٣" })
    void no_other_text_is_a_limit(String given) {
        assertThatViolationsOf(given, "limit", QueryParameters::limit);
    }

    @Test
    void an_order_is_asc_or_desc() {
        assertThat(query("order", "asc").order(Order.DESC)).isEqualTo(Order.ASC);
        assertThat(query("order", "desc").order(Order.ASC)).isEqualTo(Order.DESC);
        assertThat(query().order(Order.DESC)).isEqualTo(Order.DESC);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "ASC", "up", "ascending" })
    void no_other_text_is_an_order(String given) {
        assertThatViolationsOf(given, "order", query -> query.order(Order.ASC));
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "TRUE", "1", "yes" })
    void a_flag_is_true_or_false(String given) {
        assertThatViolationsOf(given, "flag", query -> query.flag("flag"));
        assertThat(query("flag", "true").flag("flag")).isTrue();
        assertThat(query("flag", "false").flag("flag")).isFalse();
        assertThat(query().flag("flag")).isFalse();
    }

    @Test
    void a_time_whose_plus_became_a_space_is_refused_with_a_hint() {
        QueryParameters query = query("time", "2026-01-01T00:00:00 01:00");
        assertThat(query.time("time")).isNull();
        assertThat(query.violations().list().getFirst().message()).contains("%2B");
    }

    @Test
    void a_parameter_given_twice_is_refused() {
        QueryParameters query = query("order", "asc", "order", "asc");
        query.order(Order.ASC);
        assertThat(query.violations().list()).extracting(Violation::field).containsExactly("order");
    }

    @Test
    void an_unknown_parameter_is_named_with_those_that_are_known() {
        QueryParameters query = QueryParameters.of(uri("limt", "5"), "limit", "order");
        assertThat(query.violations().list()).singleElement().satisfies(violation -> {
            assertThat(violation.field()).isEqualTo("limt");
            assertThat(violation.message()).contains("limit, order");
        });
    }

    private static void assertThatViolationsOf(String given, String name,
            java.util.function.Consumer<QueryParameters> reading) {
        QueryParameters query = query(name, given);
        reading.accept(query);
        assertThat(query.violations().list()).extracting(Violation::field).isEqualTo(List.of(name));
    }

    private static QueryParameters query(String... namesAndValues) {
        return QueryParameters.of(uri(namesAndValues), "limit", "order", "flag", "time");
    }

    private static UriInfo uri(String... namesAndValues) {
        MultivaluedMap<String, String> parameters = new MultivaluedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            parameters.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return (UriInfo) Proxy.newProxyInstance(UriInfo.class.getClassLoader(), new Class<?>[] { UriInfo.class },
                (proxy, method, arguments) -> parameters);
    }
}
