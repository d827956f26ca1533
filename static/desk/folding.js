// On a phone what can wait is folded: the form comes sooner.
if (matchMedia("(max-width: 767px)").matches)
  for (const one of document.querySelectorAll("details[data-folds]")) one.open = false;
