package org.taskvectors.ui.figures;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.analysis.metric.Quantity;
import org.taskvectors.figure.FigureSubject;
import org.taskvectors.figure.LineFigure;
import org.taskvectors.figure.Positions;
import org.taskvectors.figure.RangeChoice;
import org.taskvectors.figure.Series;
import org.taskvectors.figure.ValueRange;

/// The range of a figure while a person chooses it, and how it is kept.
class RangeViewModelTest {
    private final List<RangeChoice> taken = new ArrayList<>();

    private static LineFigure figure(double... values) {
        return new LineFigure(
                new FigureSubject("RMS by layer", List.of("v"), "RMS", "", "all"),
                Positions.layers(values.length),
                Quantity.pure("RMS", "", Digits.significant(4)),
                ValueRange.automatic(),
                List.of(Series.of("v", 0, values)));
    }

    @Test
    void endsByHandBeginWithWhatIsShown() {
        RangeViewModel model = new RangeViewModel(figure(1, 2, 3), taken::add);

        model.setReach(RangeChoice.Reach.BY_HAND);
        model.setHigh(2.5);

        assertThat(taken).containsExactly(RangeChoice.byHand(1, 3), RangeChoice.byHand(1, 2.5));
    }

    @Test
    void whatIsNoRangeIsSaidAndNotTaken() {
        RangeViewModel model = new RangeViewModel(figure(1, 2, 3), taken::add);

        model.setLow(7);

        assertThat(taken).isEmpty();
        assertThat(model.problem()).isPresent();
        model.setHigh(9);
        assertThat(model.problem()).isEmpty();
        assertThat(taken).containsExactly(RangeChoice.byHand(7, 9));
    }

    @Test
    void anAxisThatHoldsNegativeValuesStaysLinear() {
        RangeViewModel signed = new RangeViewModel(figure(-1, 2, 3), taken::add);

        signed.setLog(true);

        assertThat(signed.canBeLog()).isFalse();
        assertThat(taken).containsExactly(RangeChoice.robust());
        RangeViewModel positive = new RangeViewModel(figure(1, 2, 3), taken::add);
        positive.setLog(true);
        assertThat(taken.getLast()).isEqualTo(RangeChoice.robust().withLog(true));
        positive.setLow(0);
        assertThat(positive.problem()).isPresent();
    }

    @Test
    void aChoiceIsReadAsItWasWritten() {
        for (RangeChoice choice :
                List.of(
                        RangeChoice.robust(),
                        RangeChoice.everything().withLog(true),
                        RangeChoice.byHand(-0.25, 1e-3),
                        RangeChoice.byHand(1e-9, 2).withLog(true))) {
            assertThat(RangeMemory.parse(RangeMemory.text(choice))).contains(choice);
        }
        for (String other : List.of("", "wide", "1 to", "2 to 1", "-1 to 1 log", "a to b")) {
            assertThat(RangeMemory.parse(other)).isEmpty();
        }
    }
}
