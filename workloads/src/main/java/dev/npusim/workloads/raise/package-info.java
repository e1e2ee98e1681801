/**
 * Recognises larger operations in the small ones exporters write. Every rule looks at one node and
 * what leads to it, and says what to put in its place; nodes nobody reads afterwards disappear.
 */
@NullMarked
package dev.npusim.workloads.raise;

import org.jspecify.annotations.NullMarked;
