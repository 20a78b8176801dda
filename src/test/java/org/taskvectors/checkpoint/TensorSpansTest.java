package org.taskvectors.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.taskvectors.file.ReadAhead.Span;

class TensorSpansTest {
    private static final Path ONE = Path.of("one");
    private static final Path OTHER = Path.of("other");
    private static final long MEGA = 1 << 20;

    @Test
    void elementsLieInWholeBytes() {
        assertThat(TensorSpans.stored(ONE, 100, 16, 10, 5)).containsExactly(new Span(ONE, 120, 10));
        assertThat(TensorSpans.stored(ONE, 100, 4, 3, 2)).containsExactly(new Span(ONE, 101, 2));
        assertThat(TensorSpans.stored(ONE, 100, 16, 10, 0)).isEmpty();
    }

    @Test
    void whatIsReadSideBySideIsAnnouncedInTurn() {
        assertThat(
                        TensorSpans.sideBySide(
                                List.of(
                                        List.of(new Span(ONE, 0, 8 * MEGA)),
                                        List.of(new Span(OTHER, 0, 4 * MEGA)))))
                .containsExactly(
                        new Span(ONE, 0, 4 * MEGA),
                        new Span(OTHER, 0, 2 * MEGA),
                        new Span(ONE, 4 * MEGA, 4 * MEGA),
                        new Span(OTHER, 2 * MEGA, 2 * MEGA));
    }

    @Test
    void whatTwoReadIsAnnouncedOnce() {
        List<Span> spans =
                TensorSpans.sideBySide(
                        List.of(
                                List.of(new Span(ONE, 0, 9 * MEGA)),
                                List.of(new Span(ONE, 0, 9 * MEGA), new Span(OTHER, 0, 9 * MEGA))));

        assertThat(spans.stream().filter(span -> span.file().equals(ONE)).mapToLong(Span::length))
                .satisfies(
                        lengths ->
                                assertThat(lengths.stream().mapToLong(Long::longValue).sum())
                                        .isEqualTo(9 * MEGA));
        assertThat(spans.stream().mapToLong(Span::length).sum()).isEqualTo(18 * MEGA);
    }

    @Test
    void oneAloneIsAnnouncedAsItIs() {
        List<Span> spans = List.of(new Span(ONE, 5, 100 * MEGA), new Span(ONE, 0, 5));

        assertThat(TensorSpans.sideBySide(List.of(List.of(), spans))).isEqualTo(spans);
    }
}
