package org.taskvectors.ui.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.taskvectors.analysis.metric.Csv;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.analysis.metric.Quantity;
import org.taskvectors.evaluation.token.LogitLens;
import org.taskvectors.figure.ColourScale;
import org.taskvectors.figure.FigureSubject;
import org.taskvectors.figure.HeatMapFigure;
import org.taskvectors.figure.Positions;
import org.taskvectors.inference.Side;

/// The logit lens as it is shown: a text and a share of the scale for each cell, and the same as a
/// figure and as CSV.
///
/// @param found what the layers say
/// @param setting what it was computed with
/// @param view what the cells show
/// @param colour by what the cells of a side are coloured
/// @param choice what is chosen
/// @param names returns how a token is shown alone
record LensTable(
        LogitLens found,
        Lens.Setting setting,
        Lens.View view,
        Lens.Colour colour,
        Lens.Choice choice,
        IntFunction<String> names) {
    int layers() {
        return found.layers().size();
    }

    int columns() {
        return found.tokens().size();
    }

    /// Returns what is written into a cell.
    String text(int layer, int column) {
        LogitLens.Cell cell = found.cell(layer, column);
        return view == Lens.View.KL
                ? Digits.significant(2).format(cell.kl())
                : shown(cell.of(side()).top().getFirst().token());
    }

    /// Returns what colours a cell: a probability, or KL in nats.
    double value(int layer, int column) {
        LogitLens.Cell cell = found.cell(layer, column);
        if (view == Lens.View.KL) {
            return cell.kl();
        }
        LogitLens.Reading reading = cell.of(side());
        return Math.exp(
                colour == Lens.Colour.LIKELIEST
                        ? reading.top().getFirst().logProbability()
                        : reading.followed().get(index()).logProbability());
    }

    /// Returns the end of the scale: 1, or the largest KL.
    double largest() {
        return view != Lens.View.KL
                ? 1
                : found.layers().stream()
                        .flatMap(List::stream)
                        .mapToDouble(LogitLens.Cell::kl)
                        .max()
                        .orElse(0);
    }

    /// Returns where a token stands in a cell; empty where it was not followed.
    OptionalInt followed(int token) {
        int at = found.followed().indexOf(token);
        return at < 0 ? OptionalInt.empty() : OptionalInt.of(at);
    }

    /// Returns where the chosen token stands in a cell of a side.
    LogitLens.Standing standing(int layer, int column, Side side) {
        return found.cell(layer, column).of(side).followed().get(index());
    }

    private int index() {
        return followed(choice.followed()).orElse(0);
    }

    private Side side() {
        return view == Lens.View.BASE ? Side.BASE : Side.EDITED;
    }

    /// Returns a token as it is shown in a cell.
    String shown(int token) {
        return names.apply(token).replace("\n", "↵");
    }

    /// Returns everything that a cell knows, in sentences.
    String tip(int layer, int column) {
        LogitLens.Cell cell = found.cell(layer, column);
        StringBuilder text = new StringBuilder();
        text.append("after layer ")
                .append(layer)
                .append(", before token ")
                .append(setting.first() + column + 1)
                .append(" (")
                .append(setting.shown().get(column).replace("\n", "↵"))
                .append(")");
        for (Side side : Side.values()) {
            text.append('\n').append(side == Side.BASE ? "base" : "edited").append(": ");
            List<String> top = new ArrayList<>();
            cell.of(side)
                    .top()
                    .forEach(
                            each ->
                                    top.add(
                                            shown(each.token())
                                                    + " "
                                                    + Digits.decimals(3)
                                                            .format(
                                                                    Math.exp(
                                                                            each
                                                                                    .logProbability()))));
            text.append(String.join(", ", top));
            text.append(" · entropy ").append(Digits.decimals(2).format(cell.of(side).entropy()));
        }
        text.append("\nKL ").append(Digits.significant(3).format(cell.kl())).append(" nats");
        return text.toString();
    }

    /// Returns what is shown as a figure, the last layer on top.
    HeatMapFigure figure() {
        List<List<Double>> values = new ArrayList<>();
        List<String> rows = new ArrayList<>();
        for (int layer = layers() - 1; layer >= 0; layer--) {
            int at = layer;
            rows.add("layer " + layer);
            values.add(IntStream.range(0, columns()).mapToObj(c -> value(at, c)).toList());
        }
        boolean isKl = view == Lens.View.KL;
        String what =
                isKl
                        ? "KL from base to edited, logit lens"
                        : view.word()
                                + ", logit lens: p of "
                                + (colour == Lens.Colour.LIKELIEST
                                        ? "the likeliest token"
                                        : shown(choice.followed()).strip());
        return new HeatMapFigure(
                new FigureSubject(
                        "Logit lens, " + view.word(),
                        List.of(),
                        what,
                        "",
                        setting.base()
                                + ", base "
                                + setting.baseFingerprint()
                                + ", edited "
                                + setting.editedFingerprint()),
                Positions.categories(
                        "Token",
                        setting.shown().stream()
                                .map(each -> each.isBlank() && !each.contains("\n") ? "␣" : each)
                                .map(each -> each.replace("\n", "↵").strip())
                                .toList()),
                isKl
                        ? new Quantity("KL", "", "nats", Digits.significant(3))
                        : Quantity.pure("probability", "p", Digits.decimals(3)),
                rows,
                values,
                isKl ? ColourScale.sequentialOver(values) : ColourScale.sequential(0, 1));
    }

    /// Returns every cell of both sides as CSV, with every digit.
    String csv() {
        List<List<String>> lines = new ArrayList<>();
        lines.add(
                List.of(
                        "layer",
                        "token of the answer",
                        "token",
                        "side",
                        "likeliest token",
                        "likeliest token id",
                        "p of likeliest token",
                        "entropy in nats",
                        "p of " + shown(choice.followed()),
                        "rank of " + shown(choice.followed()),
                        "KL from base to edited in nats"));
        for (int layer = 0; layer < layers(); layer++) {
            for (int column = 0; column < columns(); column++) {
                for (Side side : Side.values()) {
                    lines.add(line(layer, column, side));
                }
            }
        }
        return Csv.text(lines);
    }

    private List<String> line(int layer, int column, Side side) {
        LogitLens.Cell cell = found.cell(layer, column);
        LogitLens.Reading reading = cell.of(side);
        LogitLens.Standing standing = standing(layer, column, side);
        int first = reading.top().getFirst().token();
        return List.of(
                Integer.toString(layer),
                Integer.toString(setting.first() + column + 1),
                setting.shown().get(column),
                side == Side.BASE ? "base" : "edited",
                names.apply(first),
                Integer.toString(first),
                Csv.number(Math.exp(reading.top().getFirst().logProbability())),
                Csv.number(reading.entropy()),
                Csv.number(Math.exp(standing.logProbability())),
                Integer.toString(standing.rank()),
                Csv.number(cell.kl()));
    }
}
