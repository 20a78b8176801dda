package org.taskvectors.inference;

/// Which of two models side by side: the base, or the base with vectors on it.
public enum Side {
    BASE,
    EDITED
}
