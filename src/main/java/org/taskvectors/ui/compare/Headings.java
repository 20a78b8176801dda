package org.taskvectors.ui.compare;

import java.util.Locale;
import org.taskvectors.figure.HeatMapFigure;
import org.taskvectors.figure.LineFigure;
import org.taskvectors.figure.PositionFigure;

/// The headings of figures: what is measured, and where it is not obvious by what and of whom.
final class Headings {
    private Headings() {}

    /// @param panel the panel's id
    /// @param isNarrow whether there is little room; what the place says elsewhere is then left out
    /// @param isOfMany whether the two vectors of a map are some of many
    static String of(String panel, PositionFigure figure, boolean isNarrow, boolean isOfMany) {
        String quantity = figure.quantity().name();
        String title = figure.about().title();
        if (panel.equals(PanelMaker.DISTRIBUTION)) {
            return title + ", " + figure.quantity().unit();
        }
        if (panel.equals(MatrixPanel.ID)) {
            String whole =
                    title.replace(quantity + " of ", "").replaceFirst(", all$", ", whole scope");
            return sentence(whole);
        }
        if (figure instanceof LineFigure lines && lines.emphasis().isPresent()) {
            return isNarrow ? quantity : title;
        }
        if (!(figure instanceof HeatMapFigure)) {
            return isNarrow ? quantity : figure.quantity().heading();
        }
        if (figure.about().vectors().size() == 1) {
            return figure.about().vectors().getFirst() + ": " + figure.quantity().inSentence();
        }
        if (isOfMany && figure.about().vectors().size() == 2) {
            return String.join(" · ", figure.about().vectors())
                    + ": "
                    + figure.quantity().inSentence();
        }
        return isNarrow ? "Layer × module" : quantity + ", layer × module";
    }

    private static String sentence(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}
