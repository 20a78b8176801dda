package org.taskvectors.checkpoint.naming;

/// The coarse families of module kinds, by which a scope can be chosen.
public enum ModuleFamily {
    ATTENTION("attention"),
    FEED_FORWARD("feed-forward"),
    NORM("norms"),
    EMBEDDING("embedding"),
    HEAD("head"),
    OTHER("other");

    private final String label;

    ModuleFamily(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }
}
