// Preloaded beside AddressSanitizer, whose start and that of a PostgreSQL program's translations
// wait for each other: there are no translations.
extern "C" {
char* bindtextdomain(const char*, const char* folder) {
  return const_cast<char*>(folder);
}
char* bind_textdomain_codeset(const char*, const char* codeset) {
  return const_cast<char*>(codeset);
}
char* textdomain(const char* domain) {
  return const_cast<char*>(domain);
}
char* gettext(const char* text) {
  return const_cast<char*>(text);
}
char* dgettext(const char*, const char* text) {
  return const_cast<char*>(text);
}
char* dcgettext(const char*, const char* text, int) {
  return const_cast<char*>(text);
}
char* ngettext(const char* one, const char* many, unsigned long number) {
  return const_cast<char*>(number == 1 ? one : many);
}
char* dngettext(const char*, const char* one, const char* many, unsigned long number) {
  return ngettext(one, many, number);
}
}
