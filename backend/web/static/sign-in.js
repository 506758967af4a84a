// Whoever signs in may be another person than the one whose practice was kept here last (lesson-log.js).

try {
  delete localStorage.practice;
} catch {
  // Storage is shut, so nothing was remembered.
}
