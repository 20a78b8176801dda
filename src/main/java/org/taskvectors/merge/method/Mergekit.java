package org.taskvectors.merge.method;

import java.util.Optional;

/// What a recipe of mergekit's means here.
public final class Mergekit {
    private Mergekit() {}

    /// Returns what a recipe means that does not name parameters: mergekit's own values where they
    /// differ from this program's.
    public static Settings standard(Method method) {
        return Settings.of(method.mergekit());
    }

    /// Returns the parameter that mergekit calls by that name; empty if the method does not have
    /// it. Its `rescale` is `l1_rescale` here. A recipe's values go before those of [#standard].
    public static Optional<Parameter> parameter(Method method, String name) {
        String own = name.equals(Common.RESCALE.name()) ? Common.L1_RESCALE.name() : name;
        return method.parameters().stream()
                .filter(parameter -> parameter.name().equals(own))
                .findFirst();
    }
}
