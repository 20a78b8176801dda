package org.taskvectors.checkpoint.adapter;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/// Facts about a whole adapter, from its changes.
///
/// @param changes all of them
/// @param stabilised whether the scales are α/√r and not α/r
record ChangeFacts(List<Change> changes, boolean stabilised) {
    String method() {
        if (!changes.isEmpty() && changes.stream().allMatch(c -> c instanceof Change.Rows)) {
            return "trainable tokens";
        }
        boolean dora = changes.stream().anyMatch(change -> change instanceof Change.Rescaled);
        return (stabilised ? "rs" : "") + (dora ? "DoRA" : "LoRA");
    }

    List<Integer> ranks() {
        return factored().map(Change.Product::rank).distinct().sorted().toList();
    }

    List<Double> scales() {
        return rising(products().flatMapToDouble(ChangeFacts::scale));
    }

    /// Returns the alphas; rounds away the error of computing them, so that whole alphas come out
    /// whole.
    List<Double> alphas() {
        return rising(
                factored()
                        .flatMapToDouble(
                                product ->
                                        scale(product)
                                                .map(scale -> scale * divisor(product.rank())))
                        .map(alpha -> Math.rint(alpha * 1e6) / 1e6));
    }

    /// Returns all products, including those that DoRA rescales.
    Stream<Change.Product> products() {
        return changes.stream()
                .flatMap(
                        change ->
                                switch (change) {
                                    case Change.Product product -> Stream.of(product);
                                    case Change.Rescaled rescaled -> Stream.of(rescaled.product());
                                    case Change.Grown grown -> Stream.of(grown.product());
                                    case Change.Replaced _, Change.Rows _, Change.OfParameter _ ->
                                            Stream.empty();
                                });
    }

    private Stream<Change.Product> factored() {
        return products().filter(product -> product.a() != null);
    }

    private double divisor(int rank) {
        return stabilised ? Math.sqrt(rank) : rank;
    }

    private static DoubleStream scale(Change.Product product) {
        return product.scale().isPresent()
                ? DoubleStream.of(product.scale().getAsDouble())
                : DoubleStream.empty();
    }

    private static List<Double> rising(DoubleStream values) {
        return values.distinct().sorted().boxed().toList();
    }
}
