<?php
/**
 * The page WooCommerce > Backorders.
 *
 * @package BackorderConnector
 */

namespace BackorderConnector;

defined( 'ABSPATH' ) || exit;

/** What is shown at present, the page of waiting products, and the address of the waitlist. */
final class Settings {

	private const MENU      = 'backorder-connector';
	private const MAY       = 'manage_woocommerce';
	private const MAKE      = 'backorder_connector_page';
	private const KEEP      = 'backorder_connector_url';
	public const PAGE_MADE  = 'backorder_connector_page';
	public const PUBLIC_URL = 'backorder_connector_public_url';

	/** Hooks. */
	public static function register(): void {
		add_action( 'admin_menu', array( self::class, 'menu' ), 60 );
		add_action( 'admin_post_' . self::MAKE, array( self::class, 'make_page' ) );
		add_action( 'admin_post_' . self::KEEP, array( self::class, 'keep_url' ) );
	}

	/** In WooCommerce's menu. */
	public static function menu(): void {
		$title = __( 'Backorders', 'backorder-connector' );
		add_submenu_page( 'woocommerce', $title, $title, self::MAY, self::MENU, array( self::class, 'show' ) );
	}

	/** The address that the merchant gave; empty where none is kept. */
	public static function public_url(): string {
		$kept = get_option( self::PUBLIC_URL, '' );
		return is_string( $kept ) ? self::clean( $kept ) : '';
	}

	/** An https address, or nothing. */
	private static function clean( string $address ): string {
		$address = esc_url_raw( trim( $address ), array( 'https' ) );
		return wp_parse_url( $address, PHP_URL_HOST ) ? $address : '';
	}

	/** Keeps the address of the waitlist. */
	public static function keep_url(): void {
		self::refuse_strangers( self::KEEP );
		$typed = isset( $_POST['public_url'] ) && is_string( $_POST['public_url'] ) ? trim( wp_unslash( $_POST['public_url'] ) ) : ''; // phpcs:ignore WordPress.Security.NonceVerification.Missing, WordPress.Security.ValidatedSanitizedInput -- looked at above; cleaned below.
		$clean = self::clean( $typed );
		if ( '' === $typed ) {
			delete_option( self::PUBLIC_URL );
		} elseif ( '' !== $clean ) {
			update_option( self::PUBLIC_URL, $clean );
		}
		self::back( '' !== $typed && '' === $clean ? 'refused' : 'kept' );
	}

	/** Makes a draft of the page of waiting products, once. */
	public static function make_page(): void {
		self::refuse_strangers( self::MAKE );
		if ( self::page_made() ) {
			self::back( 'there' );
		}
		$content = '<!-- wp:shortcode -->[' . Items_Page::SHORTCODE . ']<!-- /wp:shortcode -->';
		$id      = wp_insert_post(
			array(
				'post_type'    => 'page',
				'post_status'  => 'draft',
				'post_title'   => __( 'On backorder', 'backorder-connector' ),
				'post_content' => $content,
			)
		);
		if ( ! is_int( $id ) || ! $id ) {
			self::back( 'failed' );
		}
		update_option(
			self::PAGE_MADE,
			array(
				'id'   => $id,
				'hash' => hash( 'sha256', (string) get_post( $id )->post_content ),
			),
			false
		);
		self::back( 'made' );
	}

	/** Ends the request of whoever may not, or did not come from our form. */
	private static function refuse_strangers( string $action ): void {
		if ( ! current_user_can( self::MAY ) ) {
			wp_die( esc_html__( 'You may not change this.', 'backorder-connector' ), '', array( 'response' => 403 ) );
		}
		check_admin_referer( $action );
	}

	/** Back to the page, with what happened. */
	private static function back( string $happened ): void {
		wp_safe_redirect( add_query_arg( 'happened', $happened, admin_url( 'admin.php?page=' . self::MENU ) ) );
		exit;
	}

	/** The page that we made, unless it is gone or in the trash. */
	private static function page_made(): int {
		$made   = get_option( self::PAGE_MADE, array() );
		$id     = is_array( $made ) ? (int) ( $made['id'] ?? 0 ) : 0;
		$status = $id ? get_post_status( $id ) : false;
		return $status && 'trash' !== $status ? $id : 0;
	}

	/** The page. */
	public static function show(): void {
		if ( ! current_user_can( self::MAY ) ) {
			return;
		}
		echo '<div class="wrap"><h1>' . esc_html__( 'Backorders', 'backorder-connector' ) . '</h1>';
		self::notice();
		self::page_form();
		self::url_form();
		self::status();
		echo '</div>';
	}

	/** What happened before. */
	private static function notice(): void {
		$said     = array(
			'made'    => __( 'The page was made as a draft. Publish it when you like it.', 'backorder-connector' ),
			'there'   => __( 'The page is there already.', 'backorder-connector' ),
			'failed'  => __( 'WordPress could not make the page.', 'backorder-connector' ),
			'kept'    => __( 'Kept.', 'backorder-connector' ),
			'refused' => __( 'That is no https address; nothing was changed.', 'backorder-connector' ),
		);
		$happened = isset( $_GET['happened'] ) ? sanitize_key( wp_unslash( $_GET['happened'] ) ) : ''; // phpcs:ignore WordPress.Security.NonceVerification.Recommended -- only read.
		if ( isset( $said[ $happened ] ) ) {
			echo '<div class="notice notice-info"><p>' . esc_html( $said[ $happened ] ) . '</p></div>';
		}
	}

	/** The page of waiting products: a link to it, or a button that makes it. */
	private static function page_form(): void {
		echo '<h2>' . esc_html__( 'Page of products on backorder', 'backorder-connector' ) . '</h2>';
		$id = self::page_made();
		if ( $id ) {
			echo '<p><a href="' . esc_url( admin_url( 'post.php?action=edit&post=' . $id ) ) . '">' . esc_html__( 'Edit the page', 'backorder-connector' ) . '</a></p>';
			return;
		}
		/* translators: %s: a shortcode. */
		$told = sprintf( __( 'Put %s on any page, or let a draft be made.', 'backorder-connector' ), '[' . Items_Page::SHORTCODE . ']' );
		echo '<p>' . esc_html( $told ) . '</p>';
		self::open( self::MAKE );
		echo '<button class="button">' . esc_html__( 'Make a draft page', 'backorder-connector' ) . '</button></form>';
	}

	/** The address of the waitlist. */
	private static function url_form(): void {
		echo '<h2>' . esc_html__( 'Waitlist', 'backorder-connector' ) . '</h2>';
		self::open( self::KEEP );
		echo '<p><label for="backorder-connector-url">' . esc_html__( 'Address of the waitlist, from the store\'s page of the connector: goods that cannot be ordered are linked to it. Empty: no link is shown.', 'backorder-connector' ) . '</label></p>';
		echo '<p><input type="url" class="regular-text" id="backorder-connector-url" name="public_url" placeholder="https://" value="' . esc_attr( self::public_url() ) . '"> ';
		echo '<button class="button">' . esc_html__( 'Save', 'backorder-connector' ) . '</button></p></form>';
	}

	/** The beginning of a form, with its nonce. */
	private static function open( string $action ): void {
		echo '<form method="post" action="' . esc_url( admin_url( 'admin-post.php' ) ) . '"><input type="hidden" name="action" value="' . esc_attr( $action ) . '">';
		wp_nonce_field( $action );
	}

	/** Which products carry a date. */
	private static function status(): void {
		$page = isset( $_GET['paged'] ) && is_scalar( $_GET['paged'] ) ? max( 1, absint( $_GET['paged'] ) ) : 1; // phpcs:ignore WordPress.Security.NonceVerification.Recommended -- only read.

		list( $products, $pages ) = Waiting::page( $page, 50 );

		echo '<h2>' . esc_html__( 'Products with a date', 'backorder-connector' ) . '</h2>';
		if ( ! $products ) {
			echo '<p>' . esc_html__( 'None yet. Dates come from the connector, once its switch "Dates in the shop" is on for this store.', 'backorder-connector' ) . '</p>';
			return;
		}
		echo '<table class="widefat striped"><thead><tr><th scope="col">' . esc_html__( 'Product', 'backorder-connector' ) . '</th><th scope="col">' . esc_html__( 'Buyers read', 'backorder-connector' ) . '</th></tr></thead><tbody>';
		foreach ( $products as $product ) {
			$offer = Offer::of( $product, '' );
			$said  = $offer ? $offer->sentence_for( 1 ) : '';
			$said  = '' === $said ? __( 'Nothing: its date has passed and was not renewed.', 'backorder-connector' ) : $said;
			echo '<tr><td>' . esc_html( $product->get_name() ) . '</td><td>' . esc_html( $said ) . '</td></tr>';
		}
		echo '</tbody></table>';
		if ( $pages > 1 ) {
			echo '<p>' . wp_kses_post( (string) paginate_links( array( 'base' => add_query_arg( 'paged', '%#%' ), 'format' => '', 'current' => $page, 'total' => $pages ) ) ) . '</p>';
		}
	}
}
