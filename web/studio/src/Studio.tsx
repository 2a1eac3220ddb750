/** The studio as a whole: whoever owns services or publishes gets its pages, one at a time, by `#` in the address. */
import type { JSX } from "preact";
import type { Account } from "@moien/kit/staff/account.ts";
import { MyAccount } from "@moien/kit/staff/MyAccount.tsx";
import { StaffPage } from "@moien/kit/staff/StaffPage.tsx";
import { AlarmMark } from "./equality/AlarmMark.tsx";
import { Equality } from "./equality/Equality.tsx";
import { FilePage } from "./file/FilePage.tsx";
import { Beside } from "./inbox/Beside.tsx";
import { Inbox } from "./inbox/Inbox.tsx";
import { FileList } from "./list/FileList.tsx";
import { NewService } from "./list/NewService.tsx";
import { Pauses } from "./pauses/Pauses.tsx";
import { usePlace, type Place } from "./places.ts";
import { Release } from "./releases/Release.tsx";
import { Releases } from "./releases/Releases.tsx";
import { Review } from "./reviews/Review.tsx";
import { Reviews } from "./reviews/Reviews.tsx";
import { useWords } from "./studioWords.ts";
import { TryPage } from "./trying/TryPage.tsx";

export function Studio(): JSX.Element {
  const place = usePlace();
  return (
    <StaffPage name="Studio" roles={["owner", "publisher"]} status={<Ways place={place} />}>
      {(account, leave) => <Page place={place} account={account} signedOut={leave} />}
    </StaffPage>
  );
}

/** In the order in which a change goes through them. */
const WAYS = ["services", "reviews", "releases", "pauses", "inbox", "equality"] as const;

/** The page of the bar under which a page stands. */
const ABOVE: Partial<Record<Place["page"], (typeof WAYS)[number]>> = {
  services: "services",
  new: "services",
  file: "services",
  try: "services",
  reviews: "reviews",
  review: "reviews",
  releases: "releases",
  release: "releases",
  pauses: "pauses",
  inbox: "inbox",
  equality: "equality",
};

function Ways({ place }: { place: Place }): JSX.Element {
  const { words } = useWords();
  return (
    <nav class="ways" aria-label={words.pages.nav}>
      {WAYS.map((name) => (
        <a key={name} href={`#${name}`} aria-current={ABOVE[place.page] === name ? "page" : undefined}>
          {words.pages[name]}
          {name === "equality" && <AlarmMark />}
        </a>
      ))}
    </nav>
  );
}

interface PageProps {
  place: Place;
  account: Account;
  signedOut: () => void;
}

function Page({ place, account, signedOut }: PageProps): JSX.Element {
  switch (place.page) {
    case "services":
      return <FileList signedOut={signedOut} />;
    case "new":
      return <NewService signedOut={signedOut} />;
    case "file":
      return (
        <>
          <Beside key={`beside ${place.path}`} path={place.path} />
          <FilePage key={place.path} path={place.path} signedOut={signedOut} />
        </>
      );
    case "try":
      return <TryPage key={place.id} id={place.id} signedOut={signedOut} />;
    case "reviews":
      return <Reviews signedOut={signedOut} />;
    case "review":
      return <Review key={place.id} id={place.id} account={account} signedOut={signedOut} />;
    case "releases":
      return <Releases signedOut={signedOut} />;
    case "release":
      return <Release key={place.number} number={place.number} account={account} signedOut={signedOut} />;
    case "pauses":
      return <Pauses account={account} signedOut={signedOut} />;
    case "inbox":
      return <Inbox signedOut={signedOut} />;
    case "equality":
      return <Equality signedOut={signedOut} />;
    case "me":
      return <MyAccount account={account} signedOut={signedOut} />;
  }
}
