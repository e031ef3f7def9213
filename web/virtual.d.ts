/** What the page takes of each cause's record, gathered when the page is built. */
declare module "virtual:cause-pages" {
  const pages: Readonly<
    Record<
      string,
      {
        readonly what: string;
        readonly why: string;
        readonly remedy: string;
        readonly except: string | null;
        readonly explains: readonly string[];
      }
    >
  >;
  export default pages;
}
