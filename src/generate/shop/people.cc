#include "generate/shop/people.h"

#include <array>

namespace till::generate {
namespace {

constexpr std::array kFirstNames{
    FirstName{"Alice", "female"},    FirstName{"Amelia", "female"},   FirstName{"Anna", "female"},
    FirstName{"Aoife", "female"},    FirstName{"Beatrice", "female"}, FirstName{"Camille", "female"},
    FirstName{"Chloe", "female"},    FirstName{"Ciara", "female"},    FirstName{"Eleanor", "female"},
    FirstName{"Emma", "female"},     FirstName{"Femke", "female"},    FirstName{"Fleur", "female"},
    FirstName{"Grace", "female"},    FirstName{"Hannah", "female"},   FirstName{"Inès", "female"},
    FirstName{"Isla", "female"},     FirstName{"Julia", "female"},    FirstName{"Katharina", "female"},
    FirstName{"Lena", "female"},     FirstName{"Lotte", "female"},    FirstName{"Margaret", "female"},
    FirstName{"Mathilde", "female"}, FirstName{"Niamh", "female"},    FirstName{"Nora", "female"},
    FirstName{"Olivia", "female"},   FirstName{"Priya", "female"},    FirstName{"Ruth", "female"},
    FirstName{"Siobhán", "female"},  FirstName{"Sophie", "female"},   FirstName{"Zoë", "female"},
    FirstName{"Adam", "male"},       FirstName{"Arthur", "male"},     FirstName{"Bram", "male"},
    FirstName{"Cillian", "male"},    FirstName{"Daan", "male"},       FirstName{"Daniel", "male"},
    FirstName{"Edward", "male"},     FirstName{"Eoin", "male"},       FirstName{"Felix", "male"},
    FirstName{"Finn", "male"},       FirstName{"François", "male"},   FirstName{"George", "male"},
    FirstName{"Harry", "male"},      FirstName{"Hugo", "male"},       FirstName{"Imran", "male"},
    FirstName{"Jack", "male"},       FirstName{"Jonas", "male"},      FirstName{"Jürgen", "male"},
    FirstName{"Leon", "male"},       FirstName{"Lucas", "male"},      FirstName{"Mohammed", "male"},
    FirstName{"Niels", "male"},      FirstName{"Oliver", "male"},     FirstName{"Patrick", "male"},
    FirstName{"René", "male"},       FirstName{"Samuel", "male"},     FirstName{"Seán", "male"},
    FirstName{"Thomas", "male"},     FirstName{"Tobias", "male"},     FirstName{"William", "male"},
};

constexpr std::array<std::string_view, 80> kLastNames{
    "Ahmed",     "Bailey",   "Baker",    "Bakker",  "Barnes",   "Becker",   "Bennett",   "Bernard",  "Bouchard",
    "Brown",     "Byrne",    "Campbell", "Carter",  "Chapman",  "Clarke",   "Collins",   "Cooper",   "Davies",
    "de Boer",   "de Vries", "Dijkstra", "Dubois",  "Edwards",  "Evans",    "Fischer",   "Fletcher", "Foster",
    "Gallagher", "Garnier",  "Gray",     "Green",   "Hall",     "Harris",   "Hoffmann",  "Hughes",   "Hussain",
    "Jackson",   "Jansen",   "Johnson",  "Jones",   "Kelly",    "Khan",     "Koch",      "Köhler",   "Lambert",
    "Lefèvre",   "Lewis",    "Marshall", "Martin",  "Mason",    "McCarthy", "Meijer",    "Meyer",    "Mitchell",
    "Moore",     "Moreau",   "Morgan",   "Müller",  "Murphy",   "Nolan",    "O'Brien",   "O'Connor", "Patel",
    "Peeters",   "Phillips", "Richter",  "Roberts", "Robinson", "Schäfer",  "Schneider", "Shaw",     "Smit",
    "Smith",     "Taylor",   "Thompson", "Visser",  "Walker",   "Weiß",     "Williams",  "Wright",
};

constexpr std::array kPlaces{
    Place{"London", "Greater London", "United Kingdom", 150},
    Place{"Manchester", "North West", "United Kingdom", 60},
    Place{"Birmingham", "West Midlands", "United Kingdom", 55},
    Place{"Leeds", "Yorkshire and the Humber", "United Kingdom", 45},
    Place{"Sheffield", "Yorkshire and the Humber", "United Kingdom", 30},
    Place{"Bristol", "South West", "United Kingdom", 45},
    Place{"Liverpool", "North West", "United Kingdom", 35},
    Place{"Newcastle upon Tyne", "North East", "United Kingdom", 25},
    Place{"Norwich", "East of England", "United Kingdom", 18},
    Place{"Brighton", "South East", "United Kingdom", 30},
    Place{"Edinburgh", "Scotland", "United Kingdom", 45},
    Place{"Glasgow", "Scotland", "United Kingdom", 40},
    Place{"Cardiff", "Wales", "United Kingdom", 25},
    Place{"Belfast", "Northern Ireland", "United Kingdom", 20},
    Place{"Dublin", "Leinster", "Ireland", 70},
    Place{"Cork", "Munster", "Ireland", 25},
    Place{"Galway", "Connacht", "Ireland", 15},
    Place{"Paris", "Île-de-France", "France", 45},
    Place{"Lyon", "Auvergne-Rhône-Alpes", "France", 20},
    Place{"Lille", "Hauts-de-France", "France", 14},
    Place{"Bordeaux", "Nouvelle-Aquitaine", "France", 12},
    Place{"Berlin", "Berlin", "Germany", 35},
    Place{"Hamburg", "Hamburg", "Germany", 25},
    Place{"Cologne", "North Rhine-Westphalia", "Germany", 22},
    Place{"Munich", "Bavaria", "Germany", 25},
    Place{"Amsterdam", "North Holland", "Netherlands", 28},
    Place{"Rotterdam", "South Holland", "Netherlands", 18},
    Place{"Utrecht", "Utrecht", "Netherlands", 14},
};

constexpr std::array kStores{
    Store{"S01", "London Covent Garden", "Greater London", "United Kingdom", "2014-03-01", 30},
    Store{"S02", "Manchester Deansgate", "North West", "United Kingdom", "2015-09-12", 18},
    Store{"S03", "Edinburgh Old Town", "Scotland", "United Kingdom", "2017-05-20", 14},
    Store{"S04", "Bristol Harbourside", "South West", "United Kingdom", "2018-10-06", 12},
    Store{"S05", "Dublin Grafton Street", "Leinster", "Ireland", "2019-04-13", 14},
    Store{"S06", "Amsterdam Jordaan", "North Holland", "Netherlands", "2021-06-05", 12},
};

/// The plain letters of U+00C0 to U+00FF; those are two bytes in UTF-8, of which the first is 0xC3.
constexpr std::array<std::string_view, 64> kPlain{
    "a", "a", "a", "a", "a", "a", "ae", "c", "e",  "e",  "e", "e", "i", "i", "i", "i", "d",  "n", "o",  "o", "o", "o",
    "o", "",  "o", "u", "u", "u", "u",  "y", "th", "ss", "a", "a", "a", "a", "a", "a", "ae", "c", "e",  "e", "e", "e",
    "i", "i", "i", "i", "d", "n", "o",  "o", "o",  "o",  "o", "",  "o", "u", "u", "u", "u",  "y", "th", "y"};

}  // namespace

std::span<const FirstName> FirstNames() { return kFirstNames; }
std::span<const std::string_view> LastNames() { return kLastNames; }
std::span<const Place> Places() { return kPlaces; }
std::span<const Store> Stores() { return kStores; }

std::string PlainLetters(std::string_view name) {
  std::string plain;
  for (size_t i = 0; i < name.size(); ++i) {
    const auto byte = static_cast<unsigned char>(name[i]);
    if (byte >= 'A' && byte <= 'Z') plain += static_cast<char>(byte + ('a' - 'A'));
    if (byte >= 'a' && byte <= 'z') plain += name[i];
    if (byte == 0xC3 && i + 1 < name.size()) plain += kPlain[static_cast<unsigned char>(name[++i]) - 0x80U];
  }
  return plain;
}

}  // namespace till::generate
