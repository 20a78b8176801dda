package org.taskvectors.figure;

import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;

/// The words and the table of a [MatrixFigure].
record MatrixFacts(MatrixFigure figure) implements FigureFacts {
    @Override
    public String heading(Spot spot) {
        MatrixFigure.Cell cell = figure.cell(spot);
        return "truth %s, answer %s"
                .formatted(figure.classes().get(cell.truth()), figure.classes().get(cell.answer()));
    }

    /// The same cell of every side, so that they are compared.
    @Override
    public List<FigureWords.Line> lines(Spot spot) {
        MatrixFigure.Cell cell = figure.cell(spot);
        List<FigureWords.Line> lines = new ArrayList<>();
        for (int side = 0; side < figure.sides().size(); side++) {
            List<Long> row = figure.sides().get(side).counts().get(cell.truth());
            lines.add(
                    new FigureWords.Line(
                            side,
                            figure.sides().get(side).name(),
                            MatrixLayout.text(row.get(cell.answer())),
                            List.of(
                                    "of "
                                            + MatrixLayout.text(
                                                    row.stream().mapToLong(n -> n).sum()))));
        }
        return lines;
    }

    @Override
    public List<String> summary() {
        List<String> sentences = new ArrayList<>();
        for (MatrixFigure.Side side : figure.sides()) {
            long right = 0;
            long all = 0;
            for (int truth = 0; truth < figure.classes().size(); truth++) {
                right += side.counts().get(truth).get(truth);
                all += side.counts().get(truth).stream().mapToLong(n -> n).sum();
            }
            sentences.add(
                    "%s: %s of %s right"
                            .formatted(
                                    side.name(), MatrixLayout.text(right), MatrixLayout.text(all)));
        }
        sentences.add(figure.classes().size() + " classes");
        figure.chosen().ifPresent(cell -> sentences.add("chosen: " + heading(figure.spot(cell))));
        return sentences;
    }

    /// Long form, a line for each cell.
    @Override
    public List<List<String>> table() {
        List<List<String>> lines = new ArrayList<>();
        lines.add(List.of("model", "truth", "answer", "count"));
        for (MatrixFigure.Side side : figure.sides()) {
            for (int truth = 0; truth < figure.classes().size(); truth++) {
                for (int answer = 0; answer < figure.classes().size(); answer++) {
                    lines.add(
                            List.of(
                                    side.name(),
                                    figure.classes().get(truth),
                                    figure.classes().get(answer),
                                    Long.toString(side.counts().get(truth).get(answer))));
                }
            }
        }
        return lines;
    }

    /// As high as square cells are in that width, with their names.
    @Override
    public double height(FigureSize size, double width) {
        FigureStyle style = FigureStyle.paper(size, 0);
        Rectangle2D wide = new Rectangle2D.Double(0, 0, width, 40 * style.em(1));
        return new MatrixLayout(figure, style, wide).height();
    }
}
