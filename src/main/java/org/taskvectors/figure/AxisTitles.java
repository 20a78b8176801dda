package org.taskvectors.figure;

import java.util.List;
import org.taskvectors.analysis.metric.Quantity;
import org.taskvectors.analysis.metric.SpectrumWords;

/// What an axis of values, or a bar of colours, is called: the whole title, then shorter ones for
/// less room. A sparsity says its threshold, and what is of the first k values says k.
final class AxisTitles {
    private AxisTitles() {}

    static List<String> of(PositionFigure figure, NiceScale scale) {
        return names(figure.about(), figure.quantity()).stream()
                .map(name -> scale.title(name, figure.quantity().unit()))
                .toList();
    }

    private static List<String> names(FigureSubject about, Quantity quantity) {
        if (about.threshold().isEmpty()) {
            return List.of(quantity.axisName());
        }
        if (about.isOfFirst()) {
            String k = about.threshold().substring(SpectrumWords.FIRST.length());
            return quantity.name().endsWith(" k")
                    ? List.of(
                            quantity.name().substring(0, quantity.name().length() - 1) + k,
                            about.threshold())
                    : List.of(quantity.name() + ", " + about.threshold(), about.threshold());
        }
        return List.of(
                quantity.name() + " at " + about.threshold(), about.threshold(), quantity.name());
    }

    /// The first that is no longer than its axis; else the first that has room at all; else the
    /// shortest, cut.
    ///
    /// @param axis how long the axis is
    /// @param room how much there is beside it
    static String fitting(List<String> titles, double axis, double room, FigureStyle style) {
        for (double least : new double[] {axis, room}) {
            for (String title : titles) {
                if (Ink.width(title, style.font()) <= least) {
                    return title;
                }
            }
        }
        return Ink.cut(titles.getLast(), style.font(), room);
    }
}
