package org.taskvectors.evaluation.token;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.taskvectors.inference.Answer;
import org.taskvectors.inference.Conversations;
import org.taskvectors.inference.LiveFacts;
import org.taskvectors.inference.Logits;
import org.taskvectors.inference.Side;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;

/// The logit lens (nostalgebraist 2020) of both sides of a model: what its last norm and its head
/// make of the residual stream after each layer, at positions of a text. After the last layer that
/// is what the model expects.
///
/// @param tokens those before which the layers are asked, in the order of the text
/// @param from index in the text of the first of them
/// @param followed tokens whose probability and rank each cell knows
/// @param layers for each layer one cell for each of `tokens`
public record LogitLens(
        List<Integer> tokens, int from, List<Integer> followed, List<List<Cell>> layers) {
    /// How many of the likeliest tokens a cell knows.
    public static final int TOP = 5;

    /// Bytes of one side's logits that are held at a time.
    private static final long PIECE = 32 << 20;

    /// The same where the sides share one block, which is baked anew between two pieces.
    private static final long PIECE_IN_TURN = 256 << 20;

    public LogitLens {
        tokens = List.copyOf(tokens);
        followed = List.copyOf(followed);
        layers = layers.stream().map(List::copyOf).toList();
    }

    /// One layer at one position.
    ///
    /// @param base what the base's layer says
    /// @param edited what the edited model's layer says
    /// @param kl from base to edited, in nats
    public record Cell(Reading base, Reading edited, double kl) {
        public Reading of(Side side) {
            return side == Side.BASE ? base : edited;
        }
    }

    /// What one layer of one side says.
    ///
    /// @param top its likeliest tokens in descending order, with natural log-probabilities
    /// @param entropy −Σ p log p, in nats
    /// @param followed one for each followed token
    public record Reading(List<Answer.Choice> top, double entropy, List<Standing> followed) {
        public Reading {
            top = List.copyOf(top);
            followed = List.copyOf(followed);
        }
    }

    /// Where a followed token stands.
    ///
    /// @param logProbability log p, natural logarithm
    /// @param rank how many tokens are likelier, plus 1
    public record Standing(double logProbability, int rank) {}

    /// What is asked.
    ///
    /// @param text its tokens
    /// @param from index of the first token before which the layers are asked, at least 1
    /// @param to index behind the last one
    /// @param followed tokens that are followed through the layers
    public record Request(List<Integer> text, int from, int to, List<Integer> followed) {
        /// @throws IllegalArgumentException unless 1 ≤ `from` < `to` ≤ the text's length
        public Request {
            text = List.copyOf(text);
            followed = List.copyOf(followed);
            if (from < 1 || to <= from || to > text.size()) {
                throw new IllegalArgumentException(from + " to " + to + " of " + text.size());
            }
        }
    }

    /// Returns the cell of a layer.
    ///
    /// @param layer from 0
    /// @param position index among [#tokens]
    public Cell cell(int layer, int position) {
        return layers.get(layer).get(position);
    }

    /// Reads a text with both sides. The program's own kernels compute it; a bounded number of
    /// logits is held at a time.
    ///
    /// @param progress counts the cells of both sides
    /// @throws org.taskvectors.file.Failure with an [org.taskvectors.inference.GenerationProblem]
    ///   if a side cannot read the text, or if a layer's numbers left the range of float32
    /// @throws IOException if vectors cannot be read any more
    public static LogitLens of(
            Conversations conversations,
            Request request,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        LiveFacts facts = conversations.live().facts();
        int layers = facts.architecture().layers();
        long bytes = facts.isInTurn() ? PIECE_IN_TURN : PIECE;
        long each = (long) Float.BYTES * layers * facts.architecture().vocabulary();
        int piece = (int) Math.max(1, bytes / each);
        progress.begin(2L * layers * (request.to() - request.from()), "cells");
        List<List<Cell>> all =
                IntStream.range(0, layers).<List<Cell>>mapToObj(_ -> new ArrayList<>()).toList();
        for (int at = request.from(); at < request.to(); at += piece) {
            int end = Math.min(request.to(), at + piece);
            Map<Side, List<List<Logits>>> sides = new EnumMap<>(Side.class);
            for (Side side : Side.values()) {
                sides.put(
                        side,
                        read(conversations, side, request.text(), at, end, progress, cancellation));
            }
            addCells(all, sides, request.followed(), cancellation);
        }
        return new LogitLens(
                request.text().subList(request.from(), request.to()),
                request.from(),
                request.followed(),
                all);
    }

    /// Returns for each layer the logits before the tokens from `at` to `end`.
    private static List<List<Logits>> read(
            Conversations conversations,
            Side side,
            List<Integer> text,
            int at,
            int end,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        List<List<float[]>> values = new ArrayList<>();
        var conversation = conversations.of(side, new Progress(), cancellation);
        conversation.reserve(text.size());
        conversation.layers(
                text.subList(0, end - 1),
                end - at,
                (layer, _, logits) -> {
                    if (layer == values.size()) {
                        values.add(new ArrayList<>());
                    }
                    values.get(layer).add(logits.clone());
                    progress.add(1);
                },
                cancellation);
        List<List<Logits>> layers = new ArrayList<>();
        for (List<float[]> layer : values) {
            List<Logits> row = new ArrayList<>();
            for (float[] logits : layer) {
                row.add(Logits.of(logits));
            }
            layers.add(row);
        }
        return layers;
    }

    private static void addCells(
            List<List<Cell>> all,
            Map<Side, List<List<Logits>>> sides,
            List<Integer> followed,
            Cancellation cancellation)
            throws CancelledException {
        List<List<Logits>> base = sides.getOrDefault(Side.BASE, List.of());
        List<List<Logits>> edited = sides.getOrDefault(Side.EDITED, List.of());
        for (int layer = 0; layer < all.size(); layer++) {
            for (int i = 0; i < base.get(layer).size(); i++) {
                cancellation.check();
                Logits own = base.get(layer).get(i);
                Logits other = edited.get(layer).get(i);
                all.get(layer)
                        .add(
                                new Cell(
                                        reading(own, followed),
                                        reading(other, followed),
                                        own.divergence(other)));
            }
        }
    }

    private static Reading reading(Logits logits, List<Integer> followed) {
        IntFunction<Answer.Choice> choice = t -> new Answer.Choice(t, logits.log(t));
        return new Reading(
                IntStream.of(logits.highest(TOP)).mapToObj(choice).toList(),
                logits.entropy(),
                standings(logits, followed));
    }

    /// Counts for all followed tokens at once how many are likelier.
    private static List<Standing> standings(Logits logits, List<Integer> followed) {
        double[] rising = followed.stream().mapToDouble(logits::log).sorted().distinct().toArray();
        // above[i]: tokens above rising[i] and not above rising[i + 1].
        int[] above = new int[rising.length];
        for (int token = 0; token < logits.size() && rising.length > 0; token++) {
            double log = logits.log(token);
            if (log > rising[0]) {
                int at = java.util.Arrays.binarySearch(rising, log);
                above[at >= 0 ? at - 1 : -at - 2]++;
            }
        }
        for (int i = above.length - 2; i >= 0; i--) {
            above[i] += above[i + 1];
        }
        List<Standing> standings = new ArrayList<>();
        for (int token : followed) {
            double log = logits.log(token);
            int at = java.util.Arrays.binarySearch(rising, log);
            standings.add(new Standing(log, above[at] + 1));
        }
        return Collections.unmodifiableList(standings);
    }
}
