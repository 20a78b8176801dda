package org.taskvectors.ui.figures;

import java.util.Optional;
import java.util.function.Consumer;
import org.taskvectors.figure.RangeChoice;
import org.taskvectors.figure.RangeChoice.Reach;
import org.taskvectors.figure.RangedFigure;

/// The range of one figure while a person chooses it. Each change that makes a range is taken at
/// once.
final class RangeViewModel {
    private final boolean canBeLog;
    private final Consumer<RangeChoice> taken;
    private Reach reach;
    private double low;
    private double high;
    private boolean log;

    /// @param figure as it is shown; by hand its ends are what a person begins with
    RangeViewModel(RangedFigure figure, Consumer<RangeChoice> taken) {
        RangeChoice choice = figure.choice();
        this.canBeLog = figure.canBeLog();
        this.taken = taken;
        this.reach = choice.reach();
        this.log = choice.log();
        this.low = figure.ends().least();
        this.high = figure.ends().most();
    }

    Reach reach() {
        return reach;
    }

    double low() {
        return low;
    }

    double high() {
        return high;
    }

    boolean isLog() {
        return log;
    }

    /// Whether the figure has an axis on which equal factors can take equal room.
    boolean canBeLog() {
        return canBeLog;
    }

    void setReach(Reach chosen) {
        reach = chosen;
        take();
    }

    void setLow(double end) {
        low = end;
        reach = Reach.BY_HAND;
        take();
    }

    void setHigh(double end) {
        high = end;
        reach = Reach.BY_HAND;
        take();
    }

    void setLog(boolean isLog) {
        log = isLog;
        take();
    }

    /// Why the two ends are no range; empty where they are one.
    Optional<String> problem() {
        if (reach != Reach.BY_HAND) {
            return Optional.empty();
        }
        if (!(low < high)) {
            return Optional.of("The lower end has to lie below the upper end");
        }
        if (!RangeChoice.isRange(low, high)) {
            return Optional.of("No axis has ends so far apart, or so close together");
        }
        return log && low <= 0
                ? Optional.of("A logarithmic axis begins above 0")
                : Optional.empty();
    }

    private void take() {
        if (problem().isPresent()) {
            return;
        }
        RangeChoice choice =
                switch (reach) {
                    case EVERYTHING -> RangeChoice.everything();
                    case ROBUST -> RangeChoice.robust();
                    case BY_HAND -> RangeChoice.byHand(low, high);
                };
        taken.accept(choice.withLog(log && canBeLog));
    }
}
