typedef int OrrPlaceholder;
