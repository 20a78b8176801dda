package org.taskvectors.ui.figures;

import java.util.Locale;
import java.util.Optional;
import org.taskvectors.figure.FileSlug;
import org.taskvectors.figure.RangeChoice;
import org.taskvectors.figure.RangedFigure;
import org.taskvectors.ui.shell.AppContext;

/// The ranges that a person chose, one for each kind of figure, kept in the workspace. Figures of
/// one kind, as the heat maps of several vectors, have one range, so that they compare.
final class RangeMemory {
    private static final String KEY = "figure.range.";
    private static final String LOG = " log";

    private final AppContext context;

    RangeMemory(AppContext context) {
        this.context = context;
    }

    /// The figure with the range that was chosen for its kind. An axis that cannot be logarithmic
    /// with its values is linear.
    RangedFigure applied(RangedFigure figure) {
        return parse(context.state().get().choice(key(figure), ""))
                .map(choice -> figure.withRange(figure.canBeLog() ? choice : choice.withLog(false)))
                .orElse(figure);
    }

    void set(RangedFigure figure, RangeChoice choice) {
        context.workspace().update(state -> state.withChoice(key(figure), text(choice)));
    }

    /// What a figure shows, without the group that a person went down to.
    private static String key(RangedFigure figure) {
        String title = figure.about().title();
        int group = title.indexOf(',');
        return KEY + FileSlug.of(group < 0 ? title : title.substring(0, group));
    }

    /// `robust`, `everything log`, `0.5 to 2.25`.
    static String text(RangeChoice choice) {
        String ends =
                switch (choice.reach()) {
                    case BY_HAND -> choice.low() + " to " + choice.high();
                    case EVERYTHING, ROBUST -> choice.reach().name().toLowerCase(Locale.ROOT);
                };
        return ends + (choice.log() ? LOG : "");
    }

    /// Empty for what is no range, as another version may have written.
    static Optional<RangeChoice> parse(String text) {
        boolean isLog = text.endsWith(LOG);
        String ends = isLog ? text.substring(0, text.length() - LOG.length()) : text;
        try {
            return switch (ends) {
                case "robust" -> Optional.of(RangeChoice.robust().withLog(isLog));
                case "everything" -> Optional.of(RangeChoice.everything().withLog(isLog));
                default -> {
                    String[] both = ends.split(" to ", -1);
                    yield both.length != 2
                            ? Optional.empty()
                            : Optional.of(
                                    RangeChoice.byHand(
                                                    Double.parseDouble(both[0]),
                                                    Double.parseDouble(both[1]))
                                            .withLog(isLog));
                }
            };
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
