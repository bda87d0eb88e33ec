package io.conversation.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ThreadLocalRandom;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;

/** The modules that compute, each by itself; a check returns what is wrong. */
@QuarkusTest
@BrowserTest
class ConsoleModulesTest {

    /** Numbers from 0 to 1 that are the same for the same seed: mulberry32. */
    private static final String RANDOM = """
            const random = () => {
              seed = (seed + 0x6d2b79f5) | 0;
              let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
              mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
              return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
            };
            """;

    @Test
    void a_stream_is_parsed_alike_however_it_is_cut(ConsolePage console) {
        check(console,
                """
                        const { SseParser } = await import('/console/sse.js');
                        const stream = ': hello\\n\\nid: 1\\nevent: user_speech\\ndata: {"a":1}\\n\\n'
                          + 'id:2\\r\\ndata: one\\r\\ndata:two\\r\\n\\r\\nid: 3\\revent: x\\r\\r' + 'data\\n\\nevent: session\\ndata:  b \\n\\ndata: lost';
                        const wanted = JSON.stringify([{ id: '1', name: 'user_speech', data: '{"a":1}' },
                          { id: '2', name: 'message', data: 'one\\ntwo' }, { id: '3', name: 'message', data: '' },
                          { id: '3', name: 'session', data: ' b ' }]);
                        for (let size = 1; size <= stream.length; size++) {
                          const parser = new SseParser();
                          const messages = [];
                          for (let i = 0; i < stream.length; i += size) {
                            messages.push(...parser.push(stream.slice(i, i + size)));
                          }
                          if (JSON.stringify(messages) !== wanted) {
                            return size + ': ' + JSON.stringify(messages);
                          }
                        }
                        """);
    }

    @Test
    void sums_of_heights_are_those_of_plain_addition(ConsolePage console) {
        check(console,
                """
                        const { Heights } = await import('/console/heights.js');
                        const heights = new Heights();
                        let plain = [];
                        for (let step = 0; step < 3000; step++) {
                          const dice = random();
                          if (dice < 0.6 || plain.length === 0) {
                            const height = Math.ceil(random() * 90);
                            heights.push(height);
                            plain.push(height);
                          } else if (dice < 0.97) {
                            const index = Math.floor(random() * plain.length);
                            heights.set(index, plain[index] = Math.ceil(random() * 90));
                          } else {
                            plain = plain.slice(0, Math.floor(plain.length * 0.9));
                            heights.truncate(plain.length);
                          }
                          const index = Math.floor(random() * (plain.length + 1));
                          const sum = plain.slice(0, index).reduce((a, b) => a + b, 0);
                          if (heights.size !== plain.length || heights.offset(index) !== sum) {
                            return `offset of ${index} is ${heights.offset(index)}, not ${sum}`;
                          }
                          if (index < plain.length && (heights.indexAt(sum) !== index || heights.indexAt(sum + plain[index] - 1) !== index)) {
                            return `${sum} is in ${index}, not in ${heights.indexAt(sum)}`;
                          }
                        }
                        """);
    }

    @Test
    void a_log_is_the_same_in_whatever_pieces_and_order_events_come(ConsolePage console) {
        check(console,
                """
                        const { EventLog } = await import('/console/event-log.js');
                        const at = (i) => new Date(Date.UTC(2026, 0, 1) + Math.floor(i / 3) * 1000).toISOString();
                        const events = Array.from({ length: 120 }, (_, i) => ({ eventId: 'e' + i, timestamp: at(i), payload: { durationMs: 300 },
                          type: ['user_speech', 'bot_speech', 'system'][(i * 7) % 3] }));
                        const shape = (log) => JSON.stringify(log.entries.map(({ id, gap, answers }) => [id, gap, answers]));
                        const whole = new EventLog();
                        whole.add(events);
                        for (let run = 0; run < 50; run++) {
                          // Ties keep the order of arrival, so whole seconds are shuffled.
                          const seconds = Array.from({ length: 40 }, (_, i) => i).sort(() => random() - 0.5);
                          const arriving = seconds.flatMap((second) => events.slice(second * 3, second * 3 + 3));
                          const log = new EventLog();
                          while (arriving.length > 0) {
                            const before = log.entries.slice();
                            const from = log.add(arriving.splice(0, 1 + Math.floor(random() * 20)));
                            if (before.slice(0, from).some((entry, i) => entry !== log.entries[i])) {
                              return 'changed before ' + from;
                            }
                            if (log.add(events.filter((event) => log.indexOf(event.eventId) >= 0)) !== -1) {
                              return 'took a repeat';
                            }
                          }
                          if (shape(log) !== shape(whole)) {
                            return shape(log);
                          }
                        }
                        """);
    }

    @Test
    void the_time_axis_goes_there_and_back_over_its_folds(ConsolePage console) {
        check(console, """
                const { TimeScale } = await import('/console/time-scale.js');
                let time = 0;
                const entries = Array.from({ length: 200 }, () => {
                  time += random() < 0.1 ? 86_400_000 * random() : 20_000 * random();
                  return { at: time, end: time + 2_000 };
                });
                const scale = new TimeScale(entries, 0, time + 500_000);
                let before = -1;
                for (let at = 0; at <= scale.end; at += scale.end / 5_000) {
                  const unit = scale.at(at);
                  if (unit < before || unit > scale.size || Math.abs(scale.time(unit) - at) > 1) {
                    return `${at} is at ${unit}, which is ${scale.time(unit)}`;
                  }
                  before = unit;
                }
                if (scale.folds.length === 0 || scale.size > 200 * 35_000) {
                  return `${scale.folds.length} folds, ${scale.size} long`;
                }
                """);
    }

    @Test
    void addresses_keep_every_id_and_filter(ConsolePage console) {
        check(console,
                """
                        const { formatRoute, parseRoute } = await import('/console/router.js');
                        for (const route of [
                          { sessionId: null, eventId: null, filters: {} },
                          { sessionId: 'a+b~c@d:e.f_g-h', eventId: 'x?y#z/%', filters: { status: 'active', from: '2026-01-01T00:00:00.000Z' } },
                          { sessionId: "-._~!$&'()*+,;=:@|", eventId: "|@:=;,+*)('&$!~_.-", filters: {} },
                          { sessionId: '__proto__', eventId: '-', filters: { status: 'active' } },
                          { sessionId: 'é </>', eventId: null, filters: { language: 'a&b=c' } }]) {
                          const again = parseRoute(formatRoute(route));
                          if (JSON.stringify(again) !== JSON.stringify(route)) {
                            return JSON.stringify(again);
                          }
                        }
                        """);
    }

    private static void check(ConsolePage console, String script) {
        int seed = Integer.getInteger("property.seed", ThreadLocalRandom.current().nextInt());
        Object wrong = console.open("").page().evaluate("async (seed) => {\n" + RANDOM + script + "\n}", seed);
        assertThat(wrong).as("with seed %d, to be repeated by -Dproperty.seed", seed).isNull();
    }
}
