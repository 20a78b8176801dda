package org.taskvectors.figure;

import java.util.ArrayList;
import java.util.List;
import org.taskvectors.analysis.metric.Csv;
import org.taskvectors.analysis.metric.Digits;

/// The words and the table of a [ReliabilityFigure].
record ReliabilityFacts(ReliabilityFigure figure) implements FigureFacts {
    private static final Digits SHARE = Digits.decimals(3);
    private static final Digits EDGE = Digits.atMost(3);

    @Override
    public String heading(Spot spot) {
        ReliabilityFigure.Bin bin = figure.sides().getFirst().bins().get(spot.position());
        return "confidence " + EDGE.format(bin.from()) + " to " + EDGE.format(bin.to());
    }

    @Override
    public List<FigureWords.Line> lines(Spot spot) {
        List<FigureWords.Line> lines = new ArrayList<>();
        for (int i = 0; i < figure.sides().size(); i++) {
            ReliabilityFigure.Side side = figure.sides().get(i);
            ReliabilityFigure.Bin bin = side.bins().get(spot.position());
            lines.add(
                    bin.isShown()
                            ? new FigureWords.Line(
                                    i,
                                    side.name(),
                                    SHARE.format(bin.accuracy()) + " right",
                                    List.of(
                                            "at " + SHARE.format(bin.confidence()),
                                            "n " + MatrixLayout.text(bin.count())))
                            : new FigureWords.Line(
                                    i, side.name(), Digits.DASH, List.of("", "n 0")));
        }
        return lines;
    }

    @Override
    public List<String> summary() {
        List<String> sentences = new ArrayList<>();
        for (ReliabilityFigure.Side side : figure.sides()) {
            List<String> bins = new ArrayList<>();
            for (ReliabilityFigure.Bin bin : side.bins()) {
                if (bin.isShown()) {
                    bins.add(
                            "%s right at confidence %s, n %s"
                                    .formatted(
                                            SHARE.format(bin.accuracy()),
                                            SHARE.format(bin.confidence()),
                                            MatrixLayout.text(bin.count())));
                }
            }
            sentences.add(side.name() + ": " + String.join("; ", bins));
        }
        return sentences;
    }

    /// Long form, a line for each bin.
    @Override
    public List<List<String>> table() {
        List<List<String>> lines = new ArrayList<>();
        lines.add(List.of("model", "from", "to", "count", "confidence", "accuracy"));
        for (ReliabilityFigure.Side side : figure.sides()) {
            for (ReliabilityFigure.Bin bin : side.bins()) {
                lines.add(
                        List.of(
                                side.name(),
                                Csv.number(bin.from()),
                                Csv.number(bin.to()),
                                Long.toString(bin.count()),
                                Csv.number(bin.confidence()),
                                Csv.number(bin.accuracy())));
            }
        }
        return lines;
    }

    /// The plane of accuracy and confidence is about square.
    @Override
    public double height(FigureSize size, double width) {
        double em = size.fontSize();
        return Math.clamp(1.1 * width, 18 * em, 30 * em);
    }
}
