/**
 * Fusion of layers with halos: a chain of operations on images is rewritten into tiles that go
 * through all of it one after the other, so that what lies between is never whole.
 */
@NullMarked
package dev.npusim.mapper.depthfirst;

import org.jspecify.annotations.NullMarked;
