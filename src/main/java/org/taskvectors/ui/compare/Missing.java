package org.taskvectors.ui.compare;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.taskvectors.analysis.Comparison;
import org.taskvectors.analysis.NamedProfile;
import org.taskvectors.analysis.metric.Metric;
import org.taskvectors.analysis.metric.Need;
import org.taskvectors.analysis.metric.PairMetric;
import org.taskvectors.analysis.metric.Quantity;
import org.taskvectors.figure.BarFigure;
import org.taskvectors.figure.HeatMapFigure;
import org.taskvectors.figure.LineFigure;
import org.taskvectors.figure.PositionFigure;

/// Says why a figure has no value at all, in its place: axes without values would be invented.
///
/// @param comparison of the vectors that the figures show
record Missing(Comparison comparison) {

    /// Returns the panel, with words where it has nothing to draw.
    FigurePanel say(FigurePanel panel) {
        boolean isEmpty = values(panel.figure()).allMatch(value -> value.isNaN());
        return isEmpty ? panel.saying(Optional.of(words(panel.figure()))) : panel;
    }

    private static Stream<Double> values(PositionFigure figure) {
        return switch (figure) {
            case LineFigure lines -> lines.series().stream().flatMap(s -> s.values().stream());
            case BarFigure bars -> bars.series().stream().flatMap(s -> s.values().stream());
            case HeatMapFigure map -> map.values().stream().flatMap(List::stream);
        };
    }

    private FigurePanel.Nothing words(PositionFigure figure) {
        String name = figure.quantity().name();
        Optional<Metric> metric =
                Metric.all().stream()
                        .filter(m -> m.quantity().equals(figure.quantity()))
                        .findFirst();
        if (metric.filter(m -> m.needs(Need.SPECTRUM)).isPresent()) {
            boolean isAlone =
                    metric.filter(PairMetric.class::isInstance).isPresent()
                            && comparison.vectors().size() < 2;
            return isAlone ? ofSeveral(figure.quantity()) : spectrum(figure.quantity());
        }
        boolean isOfSeveral =
                metric.filter(m -> m instanceof PairMetric || m.needs(Need.PAIRS)).isPresent();
        if (isOfSeveral) {
            return ofSeveral(figure.quantity());
        }
        if (metric.filter(m -> m.needs(Need.BASE)).isPresent() && isBaseMissing()) {
            return new FigurePanel.Nothing(
                    name + " needs the base",
                    "The base of "
                            + names()
                            + " is not at hand. Open the base model in the Library and say there"
                            + " that it is the base; the L2 norm and the other numbers need none.");
        }
        if (metric.filter(m -> m.needs(Need.EXTRACTION)).isPresent()) {
            return new FigurePanel.Nothing(
                    name + " was not measured",
                    "Only an extraction measures it, since it reads both models. Extract the"
                            + " vector anew from its base and its fine-tuned model.");
        }
        return new FigurePanel.Nothing(
                "No " + figure.quantity().inSentence() + " here",
                "None of the weights in scope has this number. Choose a wider scope at the left.");
    }

    private FigurePanel.Nothing spectrum(Quantity of) {
        return comparison.spectra().isKnown()
                ? new FigurePanel.Nothing(
                        "No " + of.inSentence() + " here",
                        "None of the matrices in scope has this number at k = "
                                + comparison.spectra().first()
                                + ". Choose a smaller k or a wider scope, or measure what is not"
                                + " measured yet.")
                : new FigurePanel.Nothing(
                        "Not measured yet",
                        "“Measure spectra” finds the singular values of every matrix in scope once;"
                                + " they are then kept.");
    }

    private FigurePanel.Nothing ofSeveral(Quantity of) {
        if (comparison.vectors().size() < 2) {
            return new FigurePanel.Nothing(
                    of.name() + " takes two vectors",
                    comparison.vectors().isEmpty()
                            ? "Tick two vectors of one base at the left."
                            : "Tick another vector that has a base in common with "
                                    + names()
                                    + ".");
        }
        return comparison.hasPairs()
                ? new FigurePanel.Nothing(
                        "Nothing in common",
                        "The vectors have no tensor in common within the scope, so there is no "
                                + of.inSentence()
                                + " between them.")
                : new FigurePanel.Nothing(
                        "Not measured yet",
                        "The vectors are measured against each other once; it is then kept.");
    }

    private boolean isBaseMissing() {
        return comparison.vectors().stream().noneMatch(NamedProfile::isBaseKnown);
    }

    private String names() {
        List<String> names = comparison.vectors().stream().map(NamedProfile::name).toList();
        return names.size() < Focused.FEW ? String.join(" and ", names) : "these vectors";
    }
}
