//! An upload from outside.
